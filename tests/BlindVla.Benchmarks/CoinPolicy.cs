using BlindVla.Core;

namespace BlindVla.Benchmarks;

/// <summary>Succeeds in an <see cref="InstantWorld"/> in a share of the episodes that are drawn by their seeds.</summary>
internal sealed class CoinPolicy(double share) : IPolicy
{
    public PolicySpec Spec { get; } =
        new("coin", $"{share}", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: false, IsDeterministic: true)
        {
            ActsAsTheEnvironment = true,
        };

    public IPolicySession BeginEpisode(EpisodeBrief episode)
    {
        float[] action = [.. episode.HoldAction];
        action[0] = KeyedRandom.Create(episode.NoiseSeed, "coin").NextDouble() < share ? 0.5f : 0;
        return new Session(ActionChunk.Single(action));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ActionChunk action) : IPolicySession
    {
        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) => new(action);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
