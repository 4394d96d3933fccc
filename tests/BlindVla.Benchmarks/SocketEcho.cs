using System.Net;
using System.Net.Sockets;

namespace BlindVla.Benchmarks;

/// <summary>Two ends of a TCP connection on this machine, one of which sends back what the other sent; nothing is made of it.</summary>
internal sealed class SocketEcho : IDisposable
{
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _server;
    private readonly byte[] _question;
    private readonly byte[] _answer;

    /// <param name="bytes">Of a question.</param>
    public SocketEcho(int bytes)
    {
        (_question, _answer) = (new byte[bytes], new byte[bytes]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client.Connect(listener.LocalEndpoint);
        _server = listener.AcceptSocket();
        _server.NoDelay = true;
        _ = Task.Run(() => AnswerAsync(new byte[bytes]));
    }

    public async Task AskAsync()
    {
        var sending = SendAsync(_client, _question);
        await ReceiveAsync(_client, _answer);
        await sending;
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private async Task AnswerAsync(byte[] bytes)
    {
        try
        {
            while (true)
            {
                await ReceiveAsync(_server, bytes);
                await SendAsync(_server, bytes);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // The measurement is over.
        }
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length; )
            sent += await socket.SendAsync(bytes.AsMemory(sent));
    }

    private static async Task ReceiveAsync(Socket socket, byte[] bytes)
    {
        for (var received = 0; received < bytes.Length; )
        {
            var count = await socket.ReceiveAsync(bytes.AsMemory(received));
            received += count > 0 ? count : throw new EndOfStreamException();
        }
    }
}
