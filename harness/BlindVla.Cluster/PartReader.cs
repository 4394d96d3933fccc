using BlindVla.Evaluation;

namespace BlindVla.Cluster;

/// <summary>How far a part is, by its ledger, which grows on another machine. Read again only when it has grown.</summary>
/// <param name="folder">Of the part.</param>
/// <param name="planned">Trials of the part, at least.</param>
internal sealed class PartReader(string folder, int planned)
{
    private long _length = -1;

    /// <summary>Trials; more than was known before, where the part has more.</summary>
    public int Planned => Math.Max(planned, Trials.Count);

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
            // A part of a gate's run has all of its trials and decides nothing.
            IsWhole = Trials.Count >= planned && run.Record.Status is RunStatus.Complete or RunStatus.Undecided;
        }
        catch (RunException)
        {
            // A row is being written, or a task was killed in the midst of one: whoever resumes it mends it.
        }
    }
}
