using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Holds, and from some step of each episode on predicts what is not a number.</summary>
public sealed class NaNPolicy(int fromStep = 1) : IPolicy
{
    public PolicySpec Spec { get; } = FakePolicySpec.Create("nan");

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(fromStep);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(int fromStep) : IPolicySession
    {
        private int _step;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var action = FakePolicySpec.Hold(open: true);
            if (++_step >= fromStep)
            {
                action[0] = float.NaN;
            }
            return ValueTask.FromResult(ActionChunk.Single(action));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
