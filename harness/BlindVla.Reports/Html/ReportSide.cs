using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>One policy of one run, as a report shows it.</summary>
/// <param name="Label">Its name on the page; unique among the sides of a report.</param>
/// <param name="Run">Where it was run.</param>
/// <param name="Policy">What acted.</param>
/// <param name="Number">Its place among the sides of the report, from 0: index into them.</param>
public sealed record ReportSide(string Label, RecordedRun Run, PolicyIdentity Policy, int Number)
{
    /// <summary>The label as the page shows it: with a star where the policy uses object poses.</summary>
    public string MarkedLabel => Policy.IsPrivileged ? $"{Label}*" : Label;

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, TrialRecord> Trials { get; } =
        Run
            .Trials.Where(trial => trial.Policy == Policy.Name)
            .ToImmutableSortedDictionary(trial => trial.EpisodeId, trial => trial, StringComparer.Ordinal);

    public IEnumerable<TrialRecord> Finished => Trials.Values.Where(trial => trial.Outcome != Outcome.Errored);

    /// <summary>Its rates and paired differences.</summary>
    public Summary Summary => field ??= Summary.Of(Run.Record.Identity, [.. Trials.Values]);

    /// <summary>Every policy of every run, in order. A name that occurs twice gets its run's folder in front.</summary>
    public static ImmutableArray<ReportSide> Of(IEnumerable<RecordedRun> runs)
    {
        var all = runs.SelectMany(run => run.Record.Identity.Policies.Select(policy => (run, policy))).ToList();
        return
        [
            .. all.Select(
                (side, number) =>
                    new ReportSide(
                        all.Count(other => other.policy.Name == side.policy.Name) == 1
                            ? side.policy.Name
                            : $"{Path.GetFileName(side.run.Path)}:{side.policy.Name}",
                        side.run,
                        side.policy,
                        number
                    )
            ),
        ];
    }
}
