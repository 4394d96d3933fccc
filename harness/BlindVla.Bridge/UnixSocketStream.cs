using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace BlindVla.Bridge;

/// <summary>
/// A connected Unix socket. A thread of the pool waits in the kernel for what comes, and goes on with it. .NET's own stream has an event
/// loop that must wake such a thread for every answer of a server: 2 % of a control step's time, measured.
/// </summary>
/// <remarks>One reader and one writer at a time, as HTTP/2 has them. The pool keeps a thread more while this is open.</remarks>
internal sealed class UnixSocketStream : Stream, IValueTaskSource<int>, IThreadPoolWorkItem
{
    private static readonly Lock PoolSize = new();

    private readonly Socket _socket;
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _buffer;
    private bool _letOthersGoFirst;
    private bool _hasData;
    private int _disposed;

    private UnixSocketStream(Socket socket)
    {
        _socket = socket;
        GrowPool(1);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

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
        if (_hasData && !buffer.IsEmpty)
        {
            _hasData = false;
            return new(Receive(buffer.Span));
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
        int count;
        try
        {
            if (_buffer.IsEmpty)
            {
                WaitForData();
                count = 0;
            }
            else
            {
                count = Receive(_buffer.Span);
            }
        }
        catch (IOException exception)
        {
            _read.SetException(exception);
            return;
        }
        _read.SetResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Send(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Receive(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Send(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                // Closing alone would not end a read in progress.
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The other end was faster.
            }
            _socket.Dispose();
            GrowPool(-1);
        }
        base.Dispose(disposing);
    }

    private static void GrowPool(int threads)
    {
        lock (PoolSize)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(workers + threads, ports);
        }
    }

    private void WaitForData()
    {
        try
        {
            _hasData = _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private void Send(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                buffer = buffer[_socket.Send(buffer)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
