using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

public sealed class NoisyPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new NoisyPolicy(new RandomPolicy(), 0.01));
}
