[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.OpenVlaProtocol.Kind,
    "openvla:http://HOST:PORT[?unnorm_key=STATISTICS&encoding=plain|double&" + BlindVla.Policies.Remote.RemoteSettings.Syntax + "]",
    typeof(BlindVla.Policies.Remote.OpenVlaKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind OpenVLA's own server, or one that answers as it does: <c>openvla:http://HOST:PORT[?…]</c>.</summary>
public sealed class OpenVlaKind : RemoteKind
{
    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, written) = RemoteSettings.Parse(
            OpenVlaProtocol.Kind,
            locator,
            "http://127.0.0.1:8000",
            ["http", "https"],
            "unnorm_key",
            "encoding"
        );
        return (new OpenVlaProtocol(written.Text("unnorm_key"), written.OneOf("encoding", "plain", "double") == "double"), settings);
    }
}
