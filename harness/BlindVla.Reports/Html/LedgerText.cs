using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <param name="Name">To save it under.</param>
/// <param name="Csv">Null where the page would become too large with it.</param>
/// <param name="File">Where it is.</param>
internal sealed record LedgerText(string Name, string? Csv, string File)
{
    /// <summary>Of all of them together: a page that opens at once is worth more than one that holds everything.</summary>
    private const int MostCharacters = 2_000_000;

    public static ImmutableArray<LedgerText> Of(IEnumerable<RecordedRun> runs)
    {
        var left = MostCharacters;
        return [.. runs.Select(Of)];

        LedgerText Of(RecordedRun run)
        {
            var (folder, csv) = (Path.GetFileName(run.Path), RunText.Read(run, RunFolder.LedgerFile));
            var fits = csv.Length <= left;
            left -= fits ? csv.Length : 0;
            return new($"{folder}-{RunFolder.LedgerFile}", fits ? csv : null, $"{folder}/{RunFolder.LedgerFile}");
        }
    }
}
