using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("tokens", "tokens:STATISTICS_DIR:SPEC", typeof(BlindVla.Policies.Torch.TokenisedPolicy.Kind))]

namespace BlindVla.Policies.Torch;

/// <summary>
/// Another policy whose actions have gone through the tokens that a checkpoint trained on a data set can say: normalised by its statistics,
/// cut into bins and back. What it loses against the policy itself, no network trained on that data set can win.
/// </summary>
public sealed class TokenisedPolicy(IPolicy inner, string source, ActionStatistics statistics) : IPolicy
{
    private const int Bins = 256;

    /// <summary><c>tokens:STATISTICS_DIR:SPEC</c>.</summary>
    public sealed class Kind : IPolicyKind
    {
        public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
        {
            if (locator.Split(':', 2) is not [{ Length: > 0 } folder, { Length: > 0 } spec])
            {
                throw new LocatorException(
                    $"tokens needs a folder with a {DatasetStatistics.FileName} and a policy, e.g. tokens:data/demonstrations:reactive; "
                        + $"found '{locator}'"
                );
            }
            var statistics = DatasetStatistics.OfDataSet(folder);
            var (_, _, create) = kinds.Parse(spec);
            return () => new TokenisedPolicy(create(), folder, statistics);
        }
    }

    public PolicySpec Spec { get; } =
        inner.Spec with
        {
            // What the statistics are of, it is, whatever the other policy would do elsewhere.
            ActsAsTheEnvironment = false,
            Settings = string.Join(
                ", ",
                new[]
                {
                    inner.Spec.Settings,
                    $"in {Bins} bins between {string.Join(' ', statistics.Low)} and {string.Join(' ', statistics.High)} ({source})",
                }.Where(setting => setting.Length > 0)
            ),
        };

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(inner.BeginEpisode(episode), new(Bins, Bins), statistics);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Session(IPolicySession inner, ActionCodec codec, ActionStatistics statistics) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var chunk = await inner.PredictAsync(observation, cancellationToken);
            var values = new float[chunk.Values.Length];
            for (var i = 0; i < values.Length; i += chunk.ActionLength)
            {
                double[] normalized =
                [
                    .. ActionCodec
                        .Normalize(chunk.Values.Span.Slice(i, chunk.ActionLength), statistics)
                        .Select(value => codec.Decode(codec.Encode(value))),
                ];
                new ActionPrediction([], [.. normalized], [.. ActionCodec.Denormalize(normalized, statistics)]).Command.CopyTo(
                    values.AsSpan(i)
                );
            }
            return new(values, chunk.ActionLength);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
