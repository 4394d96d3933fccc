namespace BlindVla.Control;

/// <summary>One of the answers to a question.</summary>
/// <param name="Key">Lower case; a line feed is the enter key.</param>
/// <param name="Label">What it means.</param>
/// <param name="Wants">What has to be written with it, e.g. <c>why</c>; null for nothing.</param>
public sealed record DeskChoice(char Key, string Label, string? Wants = null)
{
    /// <summary>The key that begins and goes on.</summary>
    public const char Enter = '\n';
}
