using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

public sealed class BatchingPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(new BatchingPolicy(new NodModel(), maxBatch: 2, TimeProvider.System));

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
