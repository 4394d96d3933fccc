namespace BlindVla.Core;

/// <summary>What reset and step return.</summary>
/// <param name="Observation">What can be seen now.</param>
/// <param name="Progress">The task's predicate and what is measured of it, now. Never shown to a policy.</param>
/// <param name="Terminated">The environment ended the episode; the next call must be a reset.</param>
/// <param name="AppliedAction">What moved the world in this step: the action after the environment's limits, under latency an earlier one;
/// empty after a reset.</param>
/// <param name="ServerSeconds">Wall-clock seconds the environment spent on physics and rendering for this call; 0 where it does not
/// say.</param>
public sealed record TimeStep(
    Observation Observation,
    TaskProgress Progress,
    bool Terminated,
    ReadOnlyMemory<float> AppliedAction,
    double ServerSeconds
)
{
    /// <summary>Why the action was rejected and the environment held; null where it was done.</summary>
    public SafetyHold? Held { get; init; }
}
