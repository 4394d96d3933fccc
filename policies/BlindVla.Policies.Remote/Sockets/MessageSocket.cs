using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace BlindVla.Policies.Remote;

/// <summary>
/// A websocket as whole messages of a bounded length, read ahead: a peer that asks whether anybody is there is answered while nobody
/// waits for its next message, however long a prediction or a simulated step takes.
/// </summary>
internal sealed class MessageSocket : IAsyncDisposable
{
    /// <summary>Room that there is at least for what comes next.</summary>
    private const int PartBytes = 4096;

    /// <summary>Protocols of one message at a time have one on its way; a peer that sends more waits.</summary>
    private const int MaxWaiting = 2;

    private readonly WebSocket _socket;
    private readonly WireLimits _limits;
    private readonly Channel<SocketMessage> _received = Channel.CreateBounded<SocketMessage>(MaxWaiting);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;

    /// <param name="socket">An open one, owned from now on.</param>
    public MessageSocket(WebSocket socket, WireLimits limits)
    {
        (_socket, _limits) = (socket, limits);
        _reading = ReadAsync();
    }

    /// <summary>What the peer's answer to the request for a websocket said of it; null for nothing.</summary>
    public string? Announcement { get; init; }

    /// <summary>A message that is there already.</summary>
    public bool TryReceive(out SocketMessage message) => _received.Reader.TryRead(out message);

    /// <summary>The next message.</summary>
    /// <exception cref="WireException">It is longer than the limit.</exception>
    /// <exception cref="WebSocketException">The peer closed the connection, or it is lost.</exception>
    public async ValueTask<SocketMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _received.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException switch
            {
                WireException wire => new WireException(wire.Message, wire),
                WebSocketException lost => lost,
                var other => new WebSocketException(
                    WebSocketError.ConnectionClosedPrematurely,
                    other?.Message ?? "the connection is closed",
                    other!
                ),
            };
        }
    }

    /// <summary>Done when a message has come that nobody asked for yet, or the connection is over.</summary>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => _received.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> content, bool isText, CancellationToken cancellationToken)
    {
        var type = isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        try
        {
            await _socket.SendAsync(content, type, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, e.Message, e);
        }
    }

    /// <summary>Tells the peer why there is nothing more to come, if it still listens, and waits until it has closed its side: what was
    /// sent last is lost where the connection is torn down before it was read.</summary>
    public async Task LeaveAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(status, reason, cancellationToken);
            while (await WaitAsync(cancellationToken))
                TryReceive(out _);
        }
        catch (Exception e)
            when (e
                    is WebSocketException
                        or WireException
                        or IOException
                        or ObjectDisposedException
                        or InvalidOperationException
                        or OperationCanceledException
            )
        {
            // It is gone, has closed its side, or took too long.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>(PartBytes);
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.GetMemory(PartBytes), _ended.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    throw new WebSocketException(
                        WebSocketError.ConnectionClosedPrematurely,
                        $"it closed the connection ({(int?)_socket.CloseStatus}: "
                            + $"{WireException.Shown(_socket.CloseStatusDescription ?? "")})"
                    );
                }
                buffer.Advance(part.Count);
                _limits.CheckLength(buffer.WrittenCount);
                if (part.EndOfMessage)
                {
                    var message = new SocketMessage(part.MessageType == WebSocketMessageType.Text, buffer.WrittenMemory);
                    // The next one is as long, more often than not, and nothing need be copied.
                    buffer = new(message.Content.Length + PartBytes);
                    await _received.Writer.WriteAsync(message, _ended.Token);
                }
            }
        }
        catch (Exception e)
        {
            // Whoever waits for the next message is told.
            _received.Writer.TryComplete(e);
        }
    }
}
