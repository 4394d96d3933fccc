using System.Globalization;
using System.Net;

namespace BlindVla.Bridge;

/// <summary>Where a bridge server listens: <c>unix:/path</c>, <c>tcp:host:port</c> on this machine, or <c>https://host:port</c>.</summary>
public sealed record BridgeAddress
{
    private const string Expected = "expected unix:/path/to/socket, tcp:127.0.0.1:port or https://host:port";

    private BridgeAddress(BridgeTransport transport, string host, int port)
    {
        Transport = transport;
        Host = host;
        Port = port;
    }

    public BridgeTransport Transport { get; }

    /// <summary>Host name, or the path of the socket.</summary>
    public string Host { get; }

    /// <summary>TCP port; 0 for a socket path.</summary>
    public int Port { get; }

    /// <exception cref="FormatException">It is not an address, or plain TCP to another machine.</exception>
    public static BridgeAddress Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text["unix:".Length..];
            return path.StartsWith('/')
                ? new(BridgeTransport.Unix, path, 0)
                : throw new FormatException($"Bridge address '{text}': the path of a Unix socket must be absolute; {Expected}.");
        }
        if (text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            var (host, port) = HostAndPort(text, text["tcp:".Length..]);
            return IsThisMachine(host)
                ? new(BridgeTransport.Tcp, host, port)
                : throw new FormatException(
                    $"Bridge address '{text}': plain TCP is for this machine only, because anyone on the way could read and steer it; "
                        + $"use https://{host}:{port} with a token."
                );
        }
        if (text.StartsWith("https://", StringComparison.Ordinal))
        {
            var (host, port) = HostAndPort(text, text["https://".Length..].TrimEnd('/'));
            return new(BridgeTransport.Https, host, port);
        }
        throw new FormatException($"Bridge address '{text}': {Expected}.");
    }

    public override string ToString() =>
        Transport switch
        {
            BridgeTransport.Unix => $"unix:{Host}",
            BridgeTransport.Tcp => $"tcp:{Host}:{Port}",
            _ => $"https://{Host}:{Port}",
        };

    private static (string Host, int Port) HostAndPort(string text, string rest)
    {
        var colon = rest.LastIndexOf(':');
        if (
            colon <= 0
            || !int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535
        )
        {
            throw new FormatException($"Bridge address '{text}': no port from 1 to 65535 at its end; {Expected}.");
        }
        return (rest[..colon], port);
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
