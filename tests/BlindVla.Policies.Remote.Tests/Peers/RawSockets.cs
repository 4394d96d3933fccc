using System.Net.WebSockets;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A server of websockets that does to every connection what a test says, right or wrong.</summary>
internal sealed class RawSockets(RawHost host) : IRawServer
{
    public Uri Address => new(host.Url.Replace("http://", "ws://", StringComparison.Ordinal));

    /// <param name="greeting">Said first; null for nothing.</param>
    /// <param name="hear">Called with each message.</param>
    public static async Task<RawSockets> StartAsync(byte[]? greeting, Func<RawSocketCall, CancellationToken, Task> hear) =>
        new(
            await RawHost.StartAsync(
                async (context, ended) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    if (greeting is not null)
                        await socket.SendAsync(greeting, WebSocketMessageType.Binary, endOfMessage: true, ended);
                    var buffer = new byte[1 << 20];
                    while (socket.State == WebSocketState.Open)
                    {
                        var length = 0;
                        WebSocketReceiveResult part;
                        do
                        {
                            part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), ended);
                            length += part.Count;
                        } while (!part.EndOfMessage);
                        if (part.MessageType != WebSocketMessageType.Close)
                            await hear(new(socket, buffer[..length]), ended);
                    }
                }
            )
        );

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
