[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.GrootProtocol.Kind,
    "groot:tcp://HOST:PORT[?codec=auto|npy|msgpack-numpy&layout=nested|flat|n1.5&" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.GrootKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server of GR00T's: <c>groot:tcp://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class GrootKind : RemoteKind
{
    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, written) = RemoteSettings.Parse(GrootProtocol.Kind, locator, "tcp://127.0.0.1:5555", ["tcp"], "codec", "layout");
        ArrayDialect? codec = written.OneOf("codec", "auto", "npy", "msgpack-numpy") switch
        {
            "npy" => ArrayDialect.Npy,
            "msgpack-numpy" => ArrayDialect.MsgpackNumpy,
            _ => null,
        };
        var layout = written.OneOf("layout", GrootLayout.Nested, GrootLayout.Flat, GrootLayout.Older);
        return (new GrootProtocol(codec, layout), settings);
    }
}
