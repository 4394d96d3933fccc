using System.Runtime.InteropServices;
using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Questions and answers over ZeroMQ. Such a socket waits for a peer that is gone, and is of no use once an answer was lost: here it says
/// that nobody is there, and whoever was let down makes a new one.
/// </summary>
internal sealed class ZmqQuestions : IAsyncDisposable
{
    private static int _count;

    private readonly RequestSocket _socket = new();
    private readonly NetMQMonitor _monitor;
    private readonly NetMQPoller _poller;

    // Known to the thread of the poller alone.
    private TaskCompletionSource<byte[][]>? _answer;
    private IOException? _loss;

    /// <exception cref="IOException">There is no such host.</exception>
    public ZmqQuestions(Uri address, WireLimits limits)
    {
        _socket.Options.Linger = TimeSpan.Zero;
        _socket.Options.MaxMsgSize = limits.MaxBytes;
        _socket.ReceiveReady += (_, _) => Receive();
        _monitor = new(
            _socket,
            $"inproc://questions-{Interlocked.Increment(ref _count)}",
            SocketEvents.ConnectRetried | SocketEvents.Disconnected
        );
        _monitor.ConnectRetried += (_, _) => Lose("nobody listens there");
        _monitor.Disconnected += (_, _) => Lose("the connection was closed");
        _poller = new() { _socket };
        _monitor.AttachToPoller(_poller);
        try
        {
            _socket.Connect($"tcp://{address.Host}:{address.Port}");
        }
        catch (Exception e) when (e is NetMQException or System.Net.Sockets.SocketException)
        {
            Dispose();
            throw new IOException(e.Message, e);
        }
        _poller.RunAsync("questions", isBackgroundThread: true);
    }

    /// <exception cref="IOException">Nobody is there, or nobody any more.</exception>
    /// <exception cref="WireException">The answer has several parts.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<byte[][]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() =>
        {
            answer.TrySetCanceled(cancellationToken);
            _poller.Run(() => Lose("an answer came too late"));
        });
        _poller.Run(() => Send(question, answer));
        return await answer.Task is [var only] ? only : throw new WireException("expected an answer in one frame, found several");
    }

    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    private void Dispose()
    {
        if (_poller.IsRunning)
            _poller.Stop();
        _monitor.Dispose();
        _poller.Dispose();
        _socket.Dispose();
    }

    private void Send(ReadOnlyMemory<byte> question, TaskCompletionSource<byte[][]> answer)
    {
        _answer = answer;
        if (_loss is not null)
            answer.TrySetException(_loss);
        else if (!_socket.TrySendFrame(TimeSpan.Zero, ArrayOf(question), question.Length))
            Lose("it takes no question");
    }

    /// <summary>The library takes the beginning of an array.</summary>
    private static byte[] ArrayOf(ReadOnlyMemory<byte> question) =>
        MemoryMarshal.TryGetArray(question, out var whole) && whole is { Array: { } array, Offset: 0 } ? array : question.ToArray();

    private void Receive()
    {
        var frames = new List<byte[]>();
        if (_socket.TryReceiveMultipartBytes(ref frames!))
            _answer?.TrySetResult([.. frames]);
    }

    private void Lose(string reason)
    {
        _loss = new(reason);
        _answer?.TrySetException(_loss);
    }
}
