using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// A pattern over whole episode ids: <c>*</c> stands for any characters (a slash too), <c>?</c> for exactly one, everything else for
/// itself.
/// </summary>
public sealed class EpisodeGlob(string pattern)
{
    public bool IsMatch(string id) => Distance(id) == 0;

    /// <summary>One id of each cell, those that would need the fewest edits to match first.</summary>
    public ImmutableArray<string> Nearest(IEnumerable<string> ids, int count) =>
        [
            .. ids.Select(id => (Id: id, Distance: Distance(id)))
                .GroupBy(pair => pair.Id[..pair.Id.LastIndexOf('/')])
                .Select(cell => cell.MinBy(pair => pair.Distance))
                .OrderBy(pair => pair.Distance)
                .ThenBy(pair => pair.Id, StringComparer.Ordinal)
                .Take(count)
                .Select(pair => pair.Id),
        ];

    /// <summary>Edits that turn the id into one that matches: Levenshtein distance, what a wildcard stands for being free.</summary>
    private int Distance(string id)
    {
        var row = Enumerable.Range(0, id.Length + 1).ToArray();
        foreach (var symbol in pattern)
        {
            var diagonal = row[0];
            row[0] += symbol == '*' ? 0 : 1;
            for (var j = 1; j <= id.Length; j++)
            {
                var above = row[j];
                row[j] =
                    symbol == '*'
                        ? Math.Min(above, row[j - 1])
                        : Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (symbol == '?' || symbol == id[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[id.Length];
    }
}
