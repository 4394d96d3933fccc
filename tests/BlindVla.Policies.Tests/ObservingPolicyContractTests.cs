using BlindVla.Core;
using BlindVla.Policies.Tabletop;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

public sealed class ObservingPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(new ObservingPolicy(new PlannerPolicy(), [new(TestEpisodes.Camera, 64, 48)]));
}
