namespace BlindVla.Evaluation;

/// <summary>
/// How well the control period of a real-time environment was kept in one episode, by the clock of whoever acts. Quantiles are null where
/// nothing was measured.
/// </summary>
public sealed record ControlTiming
{
    /// <summary>Nothing is known.</summary>
    public static ControlTiming Unknown { get; } = new();

    /// <summary>Control steps for which no action was there when they were due: the arm stood where it was told last, or was told to
    /// hold.</summary>
    public int? LateSteps { get; init; }

    /// <summary>Control steps a second, from the end of the first to the end of the last.</summary>
    public double? EffectiveHz { get; init; }

    /// <summary>From the end of a control step to the end of the next.</summary>
    public double? PeriodP50Seconds { get; init; }

    public double? PeriodP99Seconds { get; init; }

    /// <summary>From asking for a control step to its answer; the control period is within it.</summary>
    public double? RoundTripP50Seconds { get; init; }

    public double? RoundTripP99Seconds { get; init; }

    /// <summary>What the policy took for a prediction.</summary>
    public double? InferenceP50Seconds { get; init; }

    public double? InferenceP99Seconds { get; init; }

    /// <summary>How old what the policy had seen was when its action was sent.</summary>
    public double? ActionAgeP50Seconds { get; init; }

    public double? ActionAgeP99Seconds { get; init; }
}
