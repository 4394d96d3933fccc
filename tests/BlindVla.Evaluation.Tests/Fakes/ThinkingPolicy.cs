using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>
/// A policy that takes its time. The first value of each of its actions says for which control step it is meant, in thousandths: those
/// after the picture that it sees, which has the number of control steps before it in every byte. It closes the gripper.
/// </summary>
/// <param name="chunk">Actions of its predictions, by their number from 0.</param>
/// <param name="think">How long they take.</param>
internal sealed class ThinkingPolicy(TimeProvider time, Func<int, int> chunk, Func<int, TimeSpan> think) : IPolicy
{
    public PolicySpec Spec { get; } = FunctionPolicy.Seeker.Spec with { ChunkLength = chunk(0) };

    /// <summary>Predictions that were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Predictions that came to their end before their session was closed.</summary>
    public int Ended { get; private set; }

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(this, time, chunk, think);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ThinkingPolicy policy, TimeProvider time, Func<int, int> chunk, Func<int, TimeSpan> think) : IPolicySession
    {
        private bool _closed;

        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var number = policy.Begun++;
            await Task.Delay(think(number), time, cancellationToken);
            ObjectDisposedException.ThrowIf(_closed, policy);
            policy.Ended++;
            var seen = observation.Images[0].Rgb.Span[0];
            return new(Enumerable.Range(1, chunk(number)).SelectMany(i => new[] { 1e-3f * (seen + i), 0, 0, 0, 0, 0, -1 }).ToArray(), 7);
        }

        public ValueTask DisposeAsync()
        {
            _closed = true;
            return ValueTask.CompletedTask;
        }
    }
}
