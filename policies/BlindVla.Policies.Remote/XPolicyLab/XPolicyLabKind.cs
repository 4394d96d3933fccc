[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.XPolicyLabProtocol.Kind,
    "xpolicylab:ws://HOST:PORT[?" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.XPolicyLabKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server of XPolicyLab's: <c>xpolicylab:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class XPolicyLabKind : RemoteKind
{
    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, _) = RemoteSettings.Parse(XPolicyLabProtocol.Kind, locator, "ws://127.0.0.1:19000", ["ws", "wss"]);
        return (new XPolicyLabProtocol(), settings);
    }
}
