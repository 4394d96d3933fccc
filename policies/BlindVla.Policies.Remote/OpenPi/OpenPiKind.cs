using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.OpenPiSettings.Kind,
    BlindVla.Policies.Remote.OpenPiSettings.Syntax,
    typeof(BlindVla.Policies.Remote.OpenPiKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks openpi's protocol: <c>openpi:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class OpenPiKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var settings = OpenPiSettings.Parse(locator);
        return () => OpenPiPolicy.ConnectAsync(settings, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
    }
}
