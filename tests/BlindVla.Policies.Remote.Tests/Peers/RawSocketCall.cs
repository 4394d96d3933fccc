using System.Net.WebSockets;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A message that came by a websocket.</summary>
internal sealed class RawSocketCall(WebSocket socket, byte[] message) : IRawCall
{
    public WebSocket Socket => socket;

    public byte[] Message => message;

    public Task SendAsync(byte[] answer, CancellationToken cancellationToken) =>
        socket.SendAsync(answer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    public void Abort() => socket.Abort();
}
