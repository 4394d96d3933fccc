using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

/// <summary>Every policy keeps the contract.</summary>
public sealed class HoldPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new HoldPolicy());
}

public sealed class RandomPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new RandomPolicy());
}

public sealed class PlannerPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new PlannerPolicy());
}

public sealed class NoisyPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new NoisyPolicy(new RandomPolicy(), 0.01));
}

public sealed class ObservingPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new ObservingPolicy(new PlannerPolicy(), [new(TestEpisodes.Camera, 64, 48)]));
}

public sealed class ReplayPolicyContractTests : PolicyContract
{
    private const int RecordedSteps = 80;

    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(
        new ReplayPolicy("recording", Recorded, cameras: [new(TestEpisodes.Camera, 32, 24)], privileged: false));

    /// <summary>Another small motion for every episode.</summary>
    private static float[] Recorded(string episode) =>
        [.. Enumerable.Range(0, RecordedSteps).SelectMany(step => new[] { 0.0001f * episode[^1], 0, 0.0001f * step, 0, 0, 0, 1 })];
}

public sealed class BatchingPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new BatchingPolicy(new NodModel(), maxBatch: 2, TimeProvider.System));

    /// <summary>Moves up and down by what the episode's seed gives, two actions at a time.</summary>
    private sealed class NodModel : IBatchModel
    {
        public PolicySpec Spec { get; } =
            new("nod", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: false, IsDeterministic: true) { ChunkLength = 2 };

        public IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> requests) =>
        [
            .. requests.Select(request =>
            {
                var up = (float)request.Noise.NextDouble(0, 0.01);
                return new ActionChunk(new float[] { 0, 0, up, 0, 0, 0, 1, 0, 0, -up, 0, 0, 0, 1 }, 7);
            }),
        ];

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
