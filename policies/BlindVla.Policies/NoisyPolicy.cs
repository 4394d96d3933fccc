using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>
/// Another policy with independent Gaussian noise on every value of its actions but the gripper: a candidate that is worse by design, to see
/// whether a gate notices. Reproducible from the episode's noise seed.
/// </summary>
/// <param name="sigma">Standard deviation, in metres and radians.</param>
public sealed class NoisyPolicy(IPolicy inner, double sigma) : IPolicy
{
    public PolicySpec Spec { get; } = inner.Spec with
    {
        Settings = string.Join(", ", new[] { inner.Spec.Settings, $"action noise {sigma:R}" }.Where(setting => setting.Length > 0)),
    };

    public IPolicySession BeginEpisode(EpisodeBrief episode) =>
        new Session(inner.BeginEpisode(episode), sigma, KeyedRandom.Create(episode.NoiseSeed, "action-noise"));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Session(IPolicySession inner, double sigma, KeyedRandom random) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var chunk = await inner.PredictAsync(observation, cancellationToken);
            var values = chunk.Values.ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                if (i % chunk.ActionLength != chunk.ActionLength - 1)
                {
                    values[i] += (float)(sigma * Gaussian());
                }
            }
            return new(values, chunk.ActionLength);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        /// <summary>Box and Muller's transform.</summary>
        private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
