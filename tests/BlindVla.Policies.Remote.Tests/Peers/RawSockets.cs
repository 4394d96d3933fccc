using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A server of websockets that does to every connection what a test says, right or wrong.</summary>
internal sealed class RawSockets : IRawServer
{
    private readonly WebApplication _host;
    private readonly CancellationTokenSource _ended = new();

    private RawSockets(Func<WebSocket, CancellationToken, Task> serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _host = builder.Build();
        _host.UseWebSockets();
        _host.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            try
            {
                await serve(socket, _ended.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        });
    }

    public Uri Address => new(_host.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal));

    /// <param name="greeting">Said first; null for nothing.</param>
    /// <param name="hear">Called with each message.</param>
    public static async Task<RawSockets> StartAsync(byte[]? greeting, Func<RawSocketCall, CancellationToken, Task> hear)
    {
        var server = new RawSockets(
            async (socket, cancellation) =>
            {
                if (greeting is not null)
                    await socket.SendAsync(greeting, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
                var buffer = new byte[1 << 20];
                while (socket.State == WebSocketState.Open)
                {
                    var length = 0;
                    WebSocketReceiveResult part;
                    do
                    {
                        part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), cancellation);
                        length += part.Count;
                    } while (!part.EndOfMessage);
                    if (part.MessageType != WebSocketMessageType.Close)
                        await hear(new(socket, buffer[..length]), cancellation);
                }
            }
        );
        await server._host.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _ended.Dispose();
    }
}
