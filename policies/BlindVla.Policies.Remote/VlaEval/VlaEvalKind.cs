using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.VlaEvalProtocol.Kind,
    "vla-eval:ws://HOST:PORT[?" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.VlaEvalKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks vla-eval's protocol: <c>vla-eval:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class VlaEvalKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var (settings, _) = RemoteSettings.Parse(VlaEvalProtocol.Kind, locator, "ws://127.0.0.1:8000", ["ws", "wss"]);
        return () => RemotePolicy.Connect(new VlaEvalProtocol(), settings);
    }
}
