using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A policy in an environment that waits for it: looks and predicts where the last prediction has no action left.</summary>
internal sealed class ChunkedSession(IPolicySession inner, EpisodeView view, int actionLength, TimeProvider time) : IActingSession
{
    private ReadOnlyMemory<float> _left;
    private int _taken;

    public bool LooksNext => _left.IsEmpty;

    public TimeSpan PredictionTime { get; private set; }

    public async ValueTask<ControlAction> ActAsync(Observation observation, CancellationToken cancellationToken)
    {
        if (LooksNext)
        {
            var seen = view.ShowPolicy(observation);
            var asked = time.GetTimestamp();
            ActionChunk chunk;
            using (EvaluationTelemetry.Part("inference"))
            {
                chunk = await inner.PredictAsync(seen, cancellationToken);
            }
            PredictionTime += time.GetElapsedTime(asked);
            ActionChunks.Check(chunk, actionLength, _taken + 1);
            _left = chunk.Values;
        }
        _taken++;
        var action = _left[..actionLength];
        _left = _left[actionLength..];
        return action;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
