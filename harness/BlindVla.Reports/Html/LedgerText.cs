using BlindVla.Evaluation;

namespace BlindVla.Reports;

internal sealed record LedgerText(string Name, string Csv)
{
    public static LedgerText Of(RecordedRun run) =>
        new($"{Path.GetFileName(run.Path)}-{RunFolder.LedgerFile}", RunText.Read(run, RunFolder.LedgerFile));
}
