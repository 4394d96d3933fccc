using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A checkpoint of a learned policy.</summary>
internal sealed class TorchKind : IPolicyKind
{
    public string Name => "torch";

    public string Syntax => TorchPolicies.Syntax;

    public Func<IPolicy> Parse(string locator)
    {
        var settings = TorchSettings.Parse(locator);
        return () => TorchPolicies.Create(settings);
    }
}
