using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace BlindVla.Bridge;

/// <summary>
/// A connected Unix socket. A thread of the pool waits in the kernel for what comes, and goes on with it. The base class leaves that to an
/// event loop, which must wake such a thread for every answer of a server: 2 % of a control step's time, measured.
/// </summary>
/// <remarks>One reader and one writer at a time, as HTTP/2 has them. The pool keeps a thread more while this is open.</remarks>
internal sealed class UnixSocketStream : NetworkStream, IValueTaskSource<int>, IThreadPoolWorkItem
{
    private static readonly Lock PoolSize = new();

    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _buffer;
    private bool _letOthersGoFirst;
    private int _disposed;

    private UnixSocketStream(Socket socket)
        : base(socket, ownsSocket: true) => GrowPool(1);

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static UnixSocketStream Connect(string path)
    {
        // No asynchronous operation ever: it would make the socket a non-blocking one.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>0 at the end of the stream; with an empty buffer, 0 as soon as there is something to read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (DataAvailable)
        {
            return new(Read(buffer.Span));
        }
        _read.Reset();
        _buffer = buffer;
        _letOthersGoFirst = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return new(this, _read.Version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        // What the last bytes set going, up to the request that answers them, is done by this thread before it waits again. Another one
        // would have to be woken for it.
        if (_letOthersGoFirst)
        {
            _letOthersGoFirst = false;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }
        try
        {
            Socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
            _read.SetResult(_buffer.IsEmpty ? 0 : Read(_buffer.Span));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            _read.SetException(exception as IOException ?? new IOException(exception.Message, exception));
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _read.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            GrowPool(-1);
        }
    }

    private static void GrowPool(int threads)
    {
        lock (PoolSize)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(workers + threads, ports);
        }
    }
}
