using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("planner", "planner", typeof(BlindVla.Policies.Tabletop.PlannerPolicy.Kind))]

namespace BlindVla.Policies.Tabletop;

/// <summary>
/// Picks the source object from above, carries it to the receptacle and lets go. It uses object poses, which no camera shows, and declares
/// it. It speaks the same 7-value delta actions as a learned policy and closes the loop at every step: an object that moves is followed,
/// one that was missed or lost is picked again.
/// </summary>
public sealed class PlannerPolicy(PlannerOptions? options = null) : IPolicy
{
    /// <summary><c>planner</c>.</summary>
    public sealed class Kind() : PlainKind("planner", () => new PlannerPolicy());

    private readonly PlannerOptions _options = options ?? new();

    public PolicySpec Spec { get; } =
        new("planner", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: true, IsDeterministic: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new PlannerSession(_options);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
