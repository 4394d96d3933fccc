[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.GrootProtocol.Kind,
    "groot:tcp://HOST:PORT[?codec=auto|npy|msgpack-numpy&layout=nested|flat&" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
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
        var isNested = written.OneOf("layout", "nested", "flat") == "nested";
        return (new GrootProtocol(codec, isNested), settings);
    }
}
