namespace BlindVla.Files;

/// <summary>Texts as somebody types them, or a script has them.</summary>
public static class ShellWord
{
    /// <summary>A text as a shell takes it for one word.</summary>
    public static string Of(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:,@%".Contains(c))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
