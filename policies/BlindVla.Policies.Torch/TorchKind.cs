using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Torch.TorchSettings.Kind,
    BlindVla.Policies.Torch.TorchSettings.Syntax,
    typeof(BlindVla.Policies.Torch.TorchKind)
)]

namespace BlindVla.Policies.Torch;

/// <summary>A checkpoint of a learned policy: <c>torch:DIR[?setting=value&amp;…]</c>.</summary>
public sealed class TorchKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var settings = TorchSettings.Parse(locator);
        return () => new BatchingPolicy(TorchModel.Load(settings), settings.Batch, TimeProvider.System);
    }
}
