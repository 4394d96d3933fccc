using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>The policies of the kit keep the contract.</summary>
public sealed class PickAndPlacePolicyTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() => ValueTask.FromResult<IPolicy>(new PickAndPlacePolicy());
}
