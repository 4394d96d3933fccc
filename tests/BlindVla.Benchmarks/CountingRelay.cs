using System.Net;
using System.Net.Sockets;

namespace BlindVla.Benchmarks;

/// <summary>Stands between clients and a server, and counts the bytes that clients send.</summary>
internal sealed class CountingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private long _passed;

    public CountingRelay(Uri server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>So far.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(_server.Host, _server.Port);
                _ = PassAsync(client, server, count => Interlocked.Add(ref _passed, count));
                _ = PassAsync(server, client, _ => { });
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has counted enough.
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to, Action<int> count)
    {
        using (from)
        using (to)
        {
            var buffer = new byte[1 << 16];
            try
            {
                while (await from.GetStream().ReadAsync(buffer) is > 0 and var length)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, length));
                    count(length);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // One of them is gone.
            }
        }
    }
}
