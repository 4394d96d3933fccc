using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A server that does to every connection what a test says, right or wrong.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly CancellationTokenSource _ended = new();

    private RawServer(Func<WebSocket, CancellationToken, Task> serve)
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

    /// <summary>Says nothing of itself, then does what the test says after each request.</summary>
    public static async Task<RawServer> StartAsync(Func<WebSocket, CancellationToken, Task> answer)
    {
        var server = new RawServer(
            async (socket, cancellation) =>
            {
                await SendAsync(socket, [0x80], cancellation);
                var buffer = new byte[1 << 20];
                while (socket.State == WebSocketState.Open)
                {
                    WebSocketReceiveResult part;
                    do part = await socket.ReceiveAsync(buffer, cancellation);
                    while (!part.EndOfMessage);
                    if (part.MessageType != WebSocketMessageType.Close)
                        await answer(socket, cancellation);
                }
            }
        );
        await server._host.StartAsync();
        return server;
    }

    public static Task SendAsync(WebSocket socket, byte[] content, CancellationToken cancellation) =>
        socket.SendAsync(content, WebSocketMessageType.Binary, endOfMessage: true, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _ended.Dispose();
    }
}
