using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What some trials measured of one thing.</summary>
/// <param name="Name">As the environment declares it.</param>
/// <param name="Unit">Of an episode's number.</param>
/// <param name="N">Trials in which it was measured.</param>
/// <param name="Mean">Over these; of a truth value the share in which it holds. Null where there are none.</param>
public sealed record MeasureSummary(string Name, string Unit, int N, double? Mean)
{
    /// <summary>The column it has in <c>episodes.csv</c>, and its mean in <c>summary.csv</c>.</summary>
    internal string Column => $"{Name} [{Unit}]";

    public static MeasureSummary Of(MeasureSpec measure, IEnumerable<TrialRecord> trials)
    {
        // In an order of its own, so that the sum is the same whatever the order of the trials.
        var values = trials.Select(trial => trial.Measures[measure.Name]).OfType<double>().Order().ToList();
        return new(measure.Name, measure.EpisodeUnit(), values.Count, values.Count == 0 ? null : values.Average());
    }
}
