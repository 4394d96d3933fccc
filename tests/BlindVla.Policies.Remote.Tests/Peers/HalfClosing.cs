using System.Net;
using System.Net.Sockets;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>
/// Stands between a client and a server and passes on every byte, until it is told that one of them says nothing more: then it closes
/// that direction, and goes on listening in the other.
/// </summary>
internal sealed class HalfClosing : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _passing = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _serverIsSilent = new();
    private readonly CancellationTokenSource _clientIsSilent = new();

    public HalfClosing(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        Pass(AcceptAsync);
    }

    /// <summary>Where clients come to.</summary>
    public Uri Address { get; }

    /// <summary>Clients hear nothing more, and are still heard.</summary>
    public void SilenceServer() => _serverIsSilent.Cancel();

    /// <summary>The server hears nothing more, and is still heard.</summary>
    public void SilenceClients() => _clientIsSilent.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Task[] passing;
        lock (_lock)
            passing = [.. _passing];
        await Task.WhenAll(passing);
        _serverIsSilent.Dispose();
        _clientIsSilent.Dispose();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_ended.Token);
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(_server.Host, _server.Port, _ended.Token);
            Pass(async () =>
            {
                using (client)
                using (server)
                    await Task.WhenAll(PassAsync(client, server, _clientIsSilent.Token), PassAsync(server, client, _serverIsSilent.Token));
            });
        }
    }

    private async Task PassAsync(Socket from, Socket to, CancellationToken silence)
    {
        var buffer = new byte[1 << 16];
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(silence, _ended.Token);
        try
        {
            while (await from.ReceiveAsync(buffer, silent.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
            }
        }
        catch (OperationCanceledException) when (!_ended.IsCancellationRequested)
        {
            // From now on this direction is closed.
        }
        to.Shutdown(SocketShutdown.Send);
        // Whoever is not passed on is still listened to.
        while (await from.ReceiveAsync(buffer, _ended.Token) > 0) { }
    }

    private void Pass(Func<Task> pass)
    {
        lock (_lock)
            _passing.Add(RunAsync());

        async Task RunAsync()
        {
            try
            {
                await pass();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of them is gone, or the test is over.
            }
        }
    }
}
