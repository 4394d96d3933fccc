using BlindVla.Evaluation;

namespace BlindVla.Exports;

/// <summary><c>summary.parquet</c>: the rates of some runs, a row for each policy and scope. Its columns are in
/// results/README.md.</summary>
public static class SummaryParquet
{
    public const string FileName = "summary.parquet";

    public static Task<byte[]> EncodeAsync(IReadOnlyList<ExportedRun> runs)
    {
        var rows = runs.SelectMany(run =>
                Summary.Of(run.Run.Record.Identity, [.. run.Run.Trials]).Rows.Select(summary => new Row(run, summary))
            )
            .ToList();
        var columns = Summary
            .Columns(rows.SelectMany(row => row.Summary.Measures))
            .Select(column => new TypedColumn<Row>(column.Name, column.Type, row => column.Value(row.Summary), column.Unit));
        return ParquetRows.EncodeAsync(
            rows,
            [
                new("run", typeof(string), row => row.Run.Name),
                new("suite", typeof(string), row => row.Run.Run.Record.Identity.Suite.Name),
                new("status", typeof(string), row => row.Run.Run.Record.Status.ToString().ToLowerInvariant()),
                .. columns,
            ]
        );
    }

    private sealed record Row(ExportedRun Run, SummaryRow Summary);
}
