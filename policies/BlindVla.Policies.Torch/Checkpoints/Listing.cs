namespace BlindVla.Policies.Torch;

/// <summary>Names in a message: the first few, and how many more there are.</summary>
internal static class Listing
{
    private const int Shown = 10;

    /// <summary>On one line; "nothing" for none.</summary>
    public static string Line(IReadOnlyCollection<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", Cut(names));

    /// <summary>Each on a line of its own, indented, after what they have in common; a few of every group.</summary>
    public static string Lines(string what, params ReadOnlySpan<IReadOnlyCollection<string>> groups)
    {
        var lines = new List<string>();
        foreach (var group in groups)
        {
            lines.AddRange(Cut(group));
        }
        return lines is [var only] ? $"{what}: {only}" : $"{what}:\n" + string.Join('\n', lines.Select(line => $"  {line}"));
    }

    private static IEnumerable<string> Cut(IReadOnlyCollection<string> names) =>
        names.Count <= Shown ? names : [.. names.Take(Shown), $"and {names.Count - Shown} more"];
}
