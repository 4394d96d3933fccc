using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How well a run kept its control period where time passes by itself, and what the world's own rules held, in lines.</summary>
public static class RealTimeSummary
{
    /// <summary>A line of each kind for each policy of which there is something to say, in the order of the trials.</summary>
    public static IEnumerable<string> Of(IEnumerable<TrialRecord> trials) =>
        trials.Where(trial => trial.Steps > 0).GroupBy(trial => trial.Policy).SelectMany(policy => Of(policy.Key, [.. policy]));

    private static IEnumerable<string> Of(string policy, IReadOnlyCollection<TrialRecord> trials)
    {
        var steps = trials.Sum(trial => trial.Steps ?? 0);
        var pace = PolicyPace.Of(trials);
        if (pace is not null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{policy}: {pace.Hz:0.00} control steps a second, {Milliseconds(pace.PeriodP50)} apart (99 % within "
                    + $"{Milliseconds(pace.PeriodP99)} in the worst episode), {pace.Late} of {steps} late; the policy takes "
                    + $"{Milliseconds(pace.InferenceP50)} ({Milliseconds(pace.InferenceP99)}), its actions are of what it saw "
                    + $"{Milliseconds(pace.AgeP50)} ({Milliseconds(pace.AgeP99)}) before"
            );
        }
        var held = trials.Aggregate(RuleCounts.None, (sum, trial) => sum + trial.HeldRules);
        if (held.Total > 0)
        {
            yield return $"{policy}: {held.Total} of its {steps} actions were rejected by the world's own rules, which held instead: "
                + $"{held}";
        }
    }

    private static string Milliseconds(double? seconds) =>
        seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{1e3 * known:0.#} ms") : "-";
}
