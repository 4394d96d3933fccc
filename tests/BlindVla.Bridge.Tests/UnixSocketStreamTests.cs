using System.Net.Sockets;

namespace BlindVla.Bridge.Tests;

[Platform("Linux")]
public sealed class UnixSocketStreamTests
{
    private string _folder = "";
    private Socket _listener = null!;
    private UnixSocketStream _stream = null!;
    private Socket _peer = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _folder = Directory.CreateTempSubdirectory("blindvla-socket-").FullName;
        var path = Path.Combine(_folder, "socket");
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _stream = UnixSocketStream.Connect(path);
        _peer = await _listener.AcceptAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _stream.DisposeAsync();
        _peer.Dispose();
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task ReadAsync_GivesWhatComesLater()
    {
        var buffer = new byte[8];

        var read = _stream.ReadAsync(buffer);
        _peer.Send([1, 2, 3]);

        Assert.That(await read, Is.EqualTo(3));
        Assert.That(buffer[..3], Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public async Task ReadAsync_IntoNothing_WaitsForDataAndTakesNone()
    {
        var nothing = _stream.ReadAsync(Memory<byte>.Empty);
        _peer.Send([1, 2, 3, 4]);
        Assert.That(await nothing, Is.Zero);
        var buffer = new byte[3];

        var first = _stream.ReadAsync(buffer);

        Assert.That(first.IsCompleted, Is.True, "the data are there");
        Assert.That(await first, Is.EqualTo(3));
        Assert.That(await _stream.ReadAsync(buffer), Is.EqualTo(1), "the rest");
    }

    [Test]
    public async Task ReadAsync_AtTheEnd_GivesZero()
    {
        var read = _stream.ReadAsync(new byte[1]);

        _peer.Shutdown(SocketShutdown.Send);

        Assert.That(await read, Is.Zero);
    }

    [Test]
    public async Task ReadAsync_ThatWaitsForAPeerThatDies_Ends()
    {
        var read = _stream.ReadAsync(Memory<byte>.Empty);

        _peer.Dispose();

        Assert.That(await read, Is.Zero);
        Assert.That(await _stream.ReadAsync(new byte[1]), Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Dispose_EndsAReadThatWaits(int bufferLength)
    {
        var read = _stream.ReadAsync(new byte[bufferLength]).AsTask();

        await _stream.DisposeAsync();

        // The end of the stream when it was already in the kernel, a fault when it was still on its way there.
        try
        {
            Assert.That(await read, Is.Zero);
        }
        catch (IOException) { }
    }

    [Test]
    public async Task WriteAsync_MoreThanTheKernelHolds_ArrivesWhole()
    {
        var sent = new byte[4 * 1024 * 1024];
        for (var i = 0; i < sent.Length; i++)
            sent[i] = (byte)(i * 31);

        var write = Task.Run(async () => await _stream.WriteAsync(sent));
        var received = new byte[sent.Length];
        await new NetworkStream(_peer).ReadExactlyAsync(received);
        await write;

        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public void WriteAsync_ToAPeerThatIsGone_IsAnIOException()
    {
        _peer.Dispose();

        Assert.That(async () => await _stream.WriteAsync(new byte[1]), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Connect_WhereNobodyListens_IsASocketException() =>
        Assert.That(() => UnixSocketStream.Connect(Path.Combine(_folder, "nobody")), Throws.InstanceOf<SocketException>());

    [Test, NonParallelizable]
    public async Task Dispose_GivesThePoolItsSizeBack()
    {
        ThreadPool.GetMinThreads(out var open, out _);

        await _stream.DisposeAsync();
        await _stream.DisposeAsync();

        ThreadPool.GetMinThreads(out var closed, out _);
        Assert.That(closed, Is.EqualTo(open - 1));
    }
}
