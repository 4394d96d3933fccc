using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Trials on a table top, which say what is to be moved and where it lay; those in a world that owns its scenes do not.</summary>
internal static class TabletopTrials
{
    /// <summary>The first version of the ledger that names objects; there was no other world before it.</summary>
    private const int ObjectsSince = 2;

    /// <summary>The sides whose run has such trials.</summary>
    public static ImmutableArray<ReportSide> Sides(ReportPage page) =>
        [.. page.Sides.Where(side => side.Run.Trials.Any(trial => IsOn(side.Run, trial)))];

    public static IEnumerable<TrialRecord> Finished(ReportSide side) => side.Finished.Where(trial => IsOn(side.Run, trial));

    /// <summary>The first thing that went wrong, in words; null where nothing did, or nobody can say.</summary>
    public static string? Phase(RecordedRun run, TrialRecord trial) =>
        IsOn(run, trial) && FailurePhases.Of(trial) is { } phase ? FailurePhases.Words(phase) : null;

    private static bool IsOn(RecordedRun run, TrialRecord trial) => trial.Object is not null || run.Record.LedgerVersion < ObjectsSince;
}
