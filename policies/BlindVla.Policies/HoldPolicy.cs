using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("hold", "hold", typeof(BlindVla.Policies.HoldPolicy.Kind))]

namespace BlindVla.Policies;

/// <summary>Stands still with an open gripper. Its success rate is what the task gives away for nothing.</summary>
public sealed class HoldPolicy : IPolicy
{
    /// <summary><c>hold</c>.</summary>
    public sealed class Kind() : PlainKind("hold", () => new HoldPolicy());

    public PolicySpec Spec { get; } =
        new("hold", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: false, IsDeterministic: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session : IPolicySession
    {
        private static readonly ActionChunk Hold = ActionChunk.Single(new float[] { 0, 0, 0, 0, 0, 0, 1 });

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Hold);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
