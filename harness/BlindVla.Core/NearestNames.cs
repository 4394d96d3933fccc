namespace BlindVla.Core;

/// <summary>"Did you mean" for every unknown name.</summary>
public static class NearestNames
{
    /// <summary>Names of a list that somebody reads to its end.</summary>
    private const int MaxListed = 12;

    /// <summary>The known names nearest to a wrong one, at most <paramref name="count"/>, nearest first.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known, int count = 3) =>
        [
            .. known
                .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
                .Where(pair =>
                    pair.distance <= Math.Max(2, Math.Max(name.Length, pair.candidate.Length) / 2)
                    || (name.Length > 2 && pair.candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
                )
                .OrderBy(pair => pair.distance)
                .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
                .Take(count)
                .Select(pair => pair.candidate),
        ];

    /// <summary>"did you mean 'carrot'?" when something is near, otherwise what there is, the first names of a long list.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var all = known.Distinct().Order(StringComparer.Ordinal).ToList();
        var nearest = Find(name, all);
        return nearest.Count > 0 ? $"did you mean {string.Join(" or ", nearest.Select(n => $"'{n}'"))}?" : $"there is {List(all)}";
    }

    /// <summary>"carrot, spoon"; of a long list the first names and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        (names.Count == 0 ? "none" : string.Join(", ", names.Take(MaxListed)))
        + (names.Count > MaxListed ? $" and {names.Count - MaxListed} more" : "");

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
