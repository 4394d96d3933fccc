using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("reactive", "reactive", typeof(BlindVla.Policies.Tabletop.ReactivePolicy.Kind))]

namespace BlindVla.Policies.Tabletop;

/// <summary>
/// Picks and places without a memory: what it does is a function of where gripper, fingers, object and receptacle are now, and it is never
/// ambiguous from one picture as a planner's pause is. It uses object poses, which no camera shows, and declares it. A teacher: it knows
/// what to do wherever somebody else has brought the arm.
/// </summary>
public sealed class ReactivePolicy : IPolicy
{
    /// <summary><c>reactive</c>.</summary>
    public sealed class Kind() : PlainKind("reactive", () => new ReactivePolicy());

    public PolicySpec Spec { get; } =
        new("reactive", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: true, IsDeterministic: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => Session.Only;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session : IPolicySession
    {
        public static Session Only { get; } = new();

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActionChunk.Single(ReactiveScene.Of(observation).Action()));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
