using NetMQ;
using NetMQ.Sockets;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A server over ZeroMQ that does to every request what a test says, right or wrong.</summary>
internal sealed class RawZmq : IRawServer
{
    private readonly RouterSocket _socket = new();
    private readonly NetMQPoller _poller;
    private readonly CancellationTokenSource _ended = new();
    private int _isAborted;

    public RawZmq(Func<RawZmqCall, CancellationToken, Task> answer)
    {
        _socket.Options.Linger = TimeSpan.Zero;
        Address = new($"tcp://127.0.0.1:{_socket.BindRandomPort("tcp://127.0.0.1")}");
        _socket.ReceiveReady += (_, _) =>
        {
            var message = _socket.ReceiveMultipartMessage();
            _ = answer(new(this, message[0].ToByteArray(), message[2].ToByteArray()), _ended.Token);
        };
        _poller = new() { _socket };
        _poller.RunAsync("raw", isBackgroundThread: true);
    }

    public Uri Address { get; }

    public void Send(byte[] client, byte[][] frames) =>
        _poller.Run(() =>
        {
            var message = new NetMQMessage([client, [], .. frames]);
            _socket.SendMultipartMessage(message);
        });

    /// <summary>As if the server had died.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _isAborted, 1) == 0)
            _poller.Run(() => _poller.RemoveAndDispose(_socket));
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Abort();
        await Task.Run(_poller.Dispose);
        _ended.Dispose();
    }
}
