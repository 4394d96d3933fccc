using BlindVla.Evaluation;

namespace BlindVla.Cluster;

/// <summary>How far a part is, by its ledger, which grows on another machine. Read again only when it has grown.</summary>
/// <param name="folder">Of the part.</param>
/// <param name="planned">Trials of the part.</param>
internal sealed class PartReader(string folder, int planned)
{
    private long _length = -1;

    /// <summary>As last read.</summary>
    public IReadOnlyList<TrialRecord> Trials { get; private set; } = [];

    /// <summary>Every trial is there, and the task that wrote them has ended with them.</summary>
    public bool IsWhole { get; private set; } = planned == 0;

    public void Read()
    {
        var ledger = new FileInfo(Path.Combine(folder, RunFolder.LedgerFile));
        if (IsWhole || !ledger.Exists || (ledger.Length == _length && Trials.Count < planned))
            return;
        try
        {
            var run = RecordedRun.Open(folder);
            (Trials, _length) = (run.Trials, ledger.Length);
            IsWhole = Trials.Count == planned && run.Record.Status == RunStatus.Complete;
        }
        catch (RunException)
        {
            // A row is being written, or a task was killed in the midst of one: whoever resumes it mends it.
        }
    }
}
