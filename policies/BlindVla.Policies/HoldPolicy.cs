using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("hold", "hold", typeof(BlindVla.Policies.HoldPolicy.Kind))]

namespace BlindVla.Policies;

/// <summary>Stands still, by the environment's action for it. Its success rate is what the task gives away for nothing.</summary>
public sealed class HoldPolicy : IPolicy
{
    /// <summary><c>hold</c>.</summary>
    public sealed class Kind() : PlainKind("hold", () => new HoldPolicy());

    public PolicySpec Spec { get; } =
        new("hold", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: false, IsDeterministic: true)
        {
            ActsAsTheEnvironment = true,
        };

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(ActionChunk.Single(episode.HoldAction.AsMemory()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ActionChunk hold) : IPolicySession
    {
        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) =>
            ValueTask.FromResult(hold);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
