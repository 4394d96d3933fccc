using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How a policy's episodes kept their control period together: the median of what is usual in an episode, the worst of what is
/// rare in one.</summary>
/// <param name="Hz">Control steps a second, over all episodes.</param>
/// <param name="Late">Control steps whose action was late, of all.</param>
internal sealed record PolicyPace(
    double Hz,
    int Late,
    double? PeriodP50,
    double? PeriodP99,
    double? RoundTripP50,
    double? RoundTripP99,
    double? InferenceP50,
    double? InferenceP99,
    double? AgeP50,
    double? AgeP99
)
{
    /// <summary>Null where nothing was measured: the world waits for whoever acts.</summary>
    public static PolicyPace? Of(IEnumerable<TrialRecord> trials)
    {
        var timed = trials.Where(trial => trial.Timing is { EffectiveHz: > 0 }).ToList();
        if (timed.Count == 0)
        {
            return null;
        }
        double? Usual(Func<ControlTiming, double?> of)
        {
            var values = timed.Select(trial => of(trial.Timing!)).OfType<double>().Order().ToList();
            return values.Count == 0 ? null : values[values.Count / 2];
        }
        double? Worst(Func<ControlTiming, double?> of) => timed.Max(trial => of(trial.Timing!));
        var seconds = timed.Sum(trial => trial.Steps!.Value / trial.Timing!.EffectiveHz!.Value);
        return new(
            timed.Sum(trial => trial.Steps!.Value) / seconds,
            timed.Sum(trial => trial.Timing!.LateSteps ?? 0),
            Usual(timing => timing.PeriodP50Seconds),
            Worst(timing => timing.PeriodP99Seconds),
            Usual(timing => timing.RoundTripP50Seconds),
            Worst(timing => timing.RoundTripP99Seconds),
            Usual(timing => timing.InferenceP50Seconds),
            Worst(timing => timing.InferenceP99Seconds),
            Usual(timing => timing.ActionAgeP50Seconds),
            Worst(timing => timing.ActionAgeP99Seconds)
        );
    }
}
