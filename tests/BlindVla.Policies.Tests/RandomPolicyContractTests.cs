using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

public sealed class RandomPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new RandomPolicy());
}
