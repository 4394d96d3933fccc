[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.OpenPiProtocol.Kind,
    "openpi:ws://HOST:PORT[?" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.OpenPiKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks openpi's protocol: <c>openpi:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class OpenPiKind : RemoteKind
{
    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, _) = RemoteSettings.Parse(OpenPiProtocol.Kind, locator, "ws://127.0.0.1:8000", ["ws", "wss"]);
        return (new OpenPiProtocol(), settings);
    }
}
