using BlindVla.Evaluation;

namespace BlindVla.Exports;

/// <summary><c>episodes.parquet</c>: the ledgers of some runs, a row for each trial. Its columns are in results/README.md.</summary>
public static class EpisodesParquet
{
    public const string FileName = "episodes.parquet";

    public static Task<byte[]> EncodeAsync(IReadOnlyList<ExportedRun> runs)
    {
        var columns = Ledger
            .Columns(runs.Select(run => run.Run.Record))
            .Select(column => new TypedColumn<Row>(column.Name, column.Type, row => column.Value(row.Trial), column.Unit));
        return ParquetRows.EncodeAsync(
            [.. runs.SelectMany(run => run.Run.Trials.Select(trial => new Row(run.Name, trial)))],
            columns.Prepend(new("run", typeof(string), row => row.Run))
        );
    }

    private sealed record Row(string Run, TrialRecord Trial);
}
