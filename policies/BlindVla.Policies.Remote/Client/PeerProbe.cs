using System.Net.Sockets;

namespace BlindVla.Policies.Remote;

/// <summary>Tells a server of another protocol, which will never be understood, from one that is not there yet.</summary>
internal static class PeerProbe
{
    /// <summary>For what a server of this machine or the next one says at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int FirstBytes = 512;

    private static ReadOnlySpan<byte> Request => "GET / HTTP/1.1\r\nHost: blindvla\r\nConnection: close\r\n\r\n"u8;

    /// <summary>What a server is seen to speak, whatever it is asked; null where nobody is there, or nothing can be told.</summary>
    public static async Task<PeerTransport?> LookAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme is "wss" or "https")
            return null;
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var said = new byte[FirstBytes];
        var length = 0;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, either.Token);
            await socket.SendAsync(Request.ToArray(), either.Token);
            while (length < said.Length && await socket.ReceiveAsync(said.AsMemory(length), either.Token) is > 0 and var count)
                length += count;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // What it has said until then may be enough.
        }
        return Of(said.AsSpan(0, length));
    }

    /// <summary>In words, for whoever expected another.</summary>
    public static string Words(PeerTransport transport) =>
        transport switch
        {
            PeerTransport.ZeroMq => "ZeroMQ, as groot's servers do",
            PeerTransport.Http2 => "HTTP/2 alone, as lerobot's servers do",
            _ => "HTTP, as servers of websockets and openvla's do",
        };

    private static PeerTransport? Of(ReadOnlySpan<byte> said) =>
        // ZMTP's signature; a frame of settings, which HTTP/2 begins with; or a refusal in the words of the version before.
        said is [0xFF, _, _, _, _, _, _, _, _, 0x7F, ..]
            ? PeerTransport.ZeroMq
        : said is [0, _, _, 4, ..] || (said.StartsWith("HTTP/1."u8) && said.IndexOf("HTTP/2"u8) > 0) ? PeerTransport.Http2
        : said.StartsWith("HTTP/1."u8) ? PeerTransport.Http
        : null;
}
