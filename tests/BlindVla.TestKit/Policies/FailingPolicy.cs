using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Holds, and at some step of each episode cannot act.</summary>
public sealed class FailingPolicy(int atStep = 1) : IPolicy
{
    public PolicySpec Spec { get; } = FakePolicySpec.Create("failing");

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(atStep);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(int atStep) : IPolicySession
    {
        private int _step;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) =>
            ++_step >= atStep
                ? ValueTask.FromException<ActionChunk>(new PolicyException($"the policy failed at step {_step}, as it was told to"))
                : ValueTask.FromResult(ActionChunk.Single(FakePolicySpec.Hold(open: true)));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
