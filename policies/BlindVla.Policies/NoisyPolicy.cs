using System.Globalization;
using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("noisy", "noisy:SIGMA:SPEC", typeof(BlindVla.Policies.NoisyPolicy.Kind))]

namespace BlindVla.Policies;

/// <summary>
/// Another policy with independent Gaussian noise on every value of its actions but the gripper: a candidate that is worse by design, to
/// see whether a gate notices. Reproducible from the episode's noise seed.
/// </summary>
/// <param name="sigma">Standard deviation, in metres and radians.</param>
public sealed class NoisyPolicy(IPolicy inner, double sigma) : IPolicy
{
    /// <summary><c>noisy:SIGMA:SPEC</c>.</summary>
    public sealed class Kind : IPolicyKind
    {
        public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
        {
            var parts = locator.Split(':', 2);
            if (
                parts.Length < 2
                || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var sigma)
                || !(sigma is >= 0 and <= 1)
            )
            {
                throw new LocatorException(
                    "noisy needs a standard deviation from 0 to 1 (metres, radians) and a policy, e.g. noisy:0.01:planner; "
                        + $"found '{locator}'"
                );
            }
            var (_, kind, create) = kinds.Parse(parts[1]);
            // Both would draw the same numbers, so that the deviations would add up instead of their squares.
            return kind is not Kind
                ? () => new NoisyPolicy(create(), sigma)
                : throw new LocatorException($"noise on noise: give one deviation, the root of the sum of the squares; found '{locator}'");
        }
    }

    public PolicySpec Spec { get; } =
        inner.Spec with
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
                    values[i] += (float)(sigma * random.NextNormal());
                }
            }
            return new(values, chunk.ActionLength);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
