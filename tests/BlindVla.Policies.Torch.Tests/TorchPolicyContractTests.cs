using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>The golden checkpoint, answering sessions as the command line makes it do, keeps the contract.</summary>
public sealed class TorchPolicyContractTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(new BatchingPolicy(Load(temperature: 0), maxBatch: 8, TimeProvider.System));

    internal static TorchModel Load(double temperature) =>
        TorchModel.Load(
            Golden.OpenVla,
            new("bridge_orig", "cpu", null, new(ActionTokensOnly: true, temperature), Adapter: null, new(TestEpisodes.Camera, 64, 48))
        );
}
