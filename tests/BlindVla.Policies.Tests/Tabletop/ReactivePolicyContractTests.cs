using BlindVla.Core;
using BlindVla.Policies.Tabletop;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests.Tabletop;

public sealed class ReactivePolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new ReactivePolicy());
}
