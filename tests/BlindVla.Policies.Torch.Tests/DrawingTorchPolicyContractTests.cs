using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Its tokens drawn instead of chosen, from each episode's own seed.</summary>
public sealed class DrawingTorchPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(new BatchingPolicy(TorchPolicyContractTests.Load(temperature: 1), maxBatch: 8, TimeProvider.System));
}
