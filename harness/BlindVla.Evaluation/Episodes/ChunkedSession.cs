using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A policy's session that gives one action at a time, and looks and predicts where the last prediction has none left.</summary>
internal sealed class ChunkedSession(IPolicySession inner, EpisodeView view, int actionLength, TimeProvider time) : IAsyncDisposable
{
    private ReadOnlyMemory<float> _left;
    private int _taken;

    /// <summary>The next action needs an observation; without, none is looked at.</summary>
    public bool LooksNext => _left.IsEmpty;

    /// <summary>Wall-clock time spent waiting for the policy.</summary>
    public TimeSpan PredictionTime { get; private set; }

    /// <param name="observation">Looked at only where <see cref="LooksNext"/>.</param>
    /// <exception cref="PolicyException">The policy cannot act, or what it predicted is no action.</exception>
    public async ValueTask<ReadOnlyMemory<float>> ActAsync(Observation observation, CancellationToken cancellationToken)
    {
        if (LooksNext)
        {
            var seen = view.OfPolicy(observation);
            var asked = time.GetTimestamp();
            var chunk = await inner.PredictAsync(seen, cancellationToken);
            PredictionTime += time.GetElapsedTime(asked);
            CheckShape(chunk);
            _left = chunk.Values;
        }
        _taken++;
        var action = _left[..actionLength];
        _left = _left[actionLength..];
        return action;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void CheckShape(ActionChunk chunk)
    {
        if (chunk.ActionLength != actionLength)
        {
            throw new PolicyException($"step {_taken + 1}: an action has {actionLength} values, the policy returned {chunk.ActionLength}");
        }
        if (chunk.Values.Length == 0 || chunk.Values.Length % actionLength != 0)
        {
            throw new PolicyException(
                $"step {_taken + 1}: the policy returned {chunk.Values.Length} values, expected one or more actions of {actionLength} "
                    + "values each"
            );
        }
    }
}
