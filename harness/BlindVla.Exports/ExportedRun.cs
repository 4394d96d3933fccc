using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Exports;

/// <summary>A run under the name that it has in what is exported.</summary>
/// <param name="Name">The last parts of its folder's path, as many as tell it from the others: <c>both</c>, or <c>monday/both</c> beside
/// <c>tuesday/both</c>.</param>
public sealed record ExportedRun(string Name, RecordedRun Run)
{
    /// <exception cref="RunException">One is named twice.</exception>
    public static ImmutableArray<ExportedRun> Of(IReadOnlyList<RecordedRun> runs)
    {
        var paths = runs.Select(run => run.Path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (runs.GroupBy(run => run.Path).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new RunException(RunFault.Refused, $"{twice} is named twice; every trial belongs into a table once");
        }
        for (var length = 1; ; length++)
        {
            var names = paths.ConvertAll(path => string.Join('/', path.TakeLast(length)));
            if (names.Distinct().Count() == names.Count)
            {
                return [.. names.Zip(runs, (name, run) => new ExportedRun(name, run))];
            }
        }
    }
}
