[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.VlaEvalProtocol.Kind,
    "vla-eval:ws://HOST:PORT[?" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.VlaEvalKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks vla-eval's protocol: <c>vla-eval:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class VlaEvalKind : RemoteKind
{
    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, _) = RemoteSettings.Parse(VlaEvalProtocol.Kind, locator, "ws://127.0.0.1:8000", ["ws", "wss"]);
        return (new VlaEvalProtocol(), settings);
    }
}
