using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What happened in one episode that came to its end.</summary>
/// <param name="SuccessAtEnd">The predicate held at the last time step; null where the environment does not see it.</param>
/// <param name="SuccessAnyStep">The predicate held after at least one control step; null likewise.</param>
/// <param name="FirstSuccessStep">The first such control step, from 1; null when there was none.</param>
/// <param name="Steps">Control steps applied.</param>
/// <param name="Measures">What the environment measured, folded as it declares.</param>
/// <param name="ClippedActions">Actions with at least one value outside the environment's bounds.</param>
/// <param name="Held">Actions that the environment rejected, holding instead, by the rule that it says.</param>
/// <param name="ObservationSha256">Digest over every image and state the policy saw, in order.</param>
/// <param name="RequestedActions">What the policy asked for: <paramref name="Steps"/> rows of <paramref name="ActionLength"/>
/// values.</param>
/// <param name="AppliedActions">What the environment says that it applied instead, in the same shape: after bounds, limits and
/// latency.</param>
/// <param name="ActionLength">Values of one action.</param>
/// <param name="PolicySeconds">Wall-clock time spent waiting for the policy.</param>
/// <param name="SimSeconds">Wall-clock time of physics and rendering, as the environment says.</param>
/// <param name="WallSeconds">From before reset to after the last time step.</param>
/// <param name="Timing">How well the control period was kept; null where the environment waits for whoever acts.</param>
public sealed record EpisodeResult(
    bool? SuccessAtEnd,
    bool? SuccessAnyStep,
    int? FirstSuccessStep,
    int Steps,
    Measurements Measures,
    int ClippedActions,
    RuleCounts Held,
    string ObservationSha256,
    ReadOnlyMemory<float> RequestedActions,
    ReadOnlyMemory<float> AppliedActions,
    int ActionLength,
    double PolicySeconds,
    double SimSeconds,
    double WallSeconds,
    ControlTiming? Timing = null
)
{
    /// <summary>Whether the episode counts as a success by a rule; null where the environment does not see it.</summary>
    public bool? Succeeded(SuccessRule rule) => rule == SuccessRule.AtEnd ? SuccessAtEnd : SuccessAnyStep;
}
