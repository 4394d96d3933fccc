using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

/// <summary>Every policy keeps the contract.</summary>
public sealed class HoldPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new HoldPolicy());
}
