using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.OpenPiProtocol.Kind,
    "openpi:ws://HOST:PORT[?" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.OpenPiKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks openpi's protocol: <c>openpi:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class OpenPiKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var (settings, _) = RemoteSettings.Parse(OpenPiProtocol.Kind, locator, "ws://127.0.0.1:8000", ["ws", "wss"]);
        return () => RemotePolicy.Connect(new OpenPiProtocol(), settings);
    }
}
