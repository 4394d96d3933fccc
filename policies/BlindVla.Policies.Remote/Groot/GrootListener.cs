using System.Net;
using System.Net.Sockets;
using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Answers GR00T's requests over ZeroMQ. To a client it is the REP socket of GR00T's own server; but many are answered side by side, so
/// that they share the policy's batches. Nothing says which request belongs to which episode: each is answered as the first of its own.
/// </summary>
internal sealed class GrootListener : IListener
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private static int _count;

    private readonly ServedPolicy _served;
    private readonly IPEndPoint _listen;
    private readonly RouterSocket _socket = new();
    private readonly NetMQMonitor _monitor;
    private readonly NetMQPoller _poller;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrootListener(ServedPolicy served, IPEndPoint listen)
    {
        (_served, _listen) = (served, listen);
        _socket.Options.Linger = FarewellTime;
        _socket.Options.MaxMsgSize = WireLimits.Default.MaxBytes;
        _socket.Options.IPv4Only = listen.AddressFamily != AddressFamily.InterNetworkV6;
        _socket.ReceiveReady += (_, _) => Receive();
        _monitor = new(_socket, $"inproc://listener-{Interlocked.Increment(ref _count)}", SocketEvents.Closed);
        _monitor.Closed += (_, _) => _closed.TrySetResult();
        _poller = new() { _socket };
        _monitor.AttachToPoller(_poller);
    }

    public Uri Address { get; private set; } = null!;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _socket.Bind($"tcp://{_listen}");
        }
        catch (Exception e) when (e is NetMQException or SocketException)
        {
            throw new IOException($"cannot listen on {_listen}: {e.Message}", e);
        }
        Address = new(_socket.Options.LastEndpoint!);
        _poller.RunAsync("groot", isBackgroundThread: true);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_poller.IsRunning)
        {
            // It stops listening some time after it was told to; whoever starts another server here relies on the port.
            _poller.Run(() => _socket.Unbind(_socket.Options.LastEndpoint!));
            await Task.WhenAny(_closed.Task, Task.Delay(FarewellTime, TimeProvider.System));
        }
        await Task.Run(() =>
        {
            if (_poller.IsRunning)
                _poller.Stop();
            _monitor.Dispose();
            _poller.Dispose();
            _socket.Dispose();
        });
    }

    private void Receive()
    {
        var message = new NetMQMessage();
        if (!_socket.TryReceiveMultipartMessage(ref message) || message is not { FrameCount: > 1 })
            return;
        if (_served.Draining.IsCancellationRequested)
            return;
        // Who asks, nothing, and the question; whoever asks otherwise is told so behind as much as he said himself.
        var (client, isRequest) = (message[0].ToByteArray(), message[1].IsEmpty);
        var question = isRequest && message.FrameCount == 3 ? message[2].ToByteArray() : null;
        var frames = message.FrameCount - (isRequest ? 2 : 1);
        _ = _served.ConverseAsync(() =>
            Task.Run(() =>
                ConverseAsync(client, isRequest, () => question is null ? Task.FromResult(Misframed(frames)) : AnswerAsync(question))
            )
        );
    }

    private static byte[] Misframed(int frames) =>
        MessagePackArrays.Encode(
            Failure($"expected a question in one frame behind an empty one, as a REQ socket sends it, found {frames}"),
            ArrayDialect.MsgpackNumpy
        );

    private async Task ConverseAsync(byte[] client, bool isRequest, Func<Task<byte[]>> answering)
    {
        try
        {
            var answer = await answering();
            var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = _served.Abandoned.Register(() => sent.TrySetCanceled());
            _poller.Run(() =>
            {
                var behind = _socket.SendMoreFrame(client);
                (isRequest ? behind.SendMoreFrameEmpty() : behind).SendFrame(answer);
                sent.TrySetResult();
            });
            await sent.Task;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Everything is being abandoned.
        }
    }

    private async Task<byte[]> AnswerAsync(byte[] question)
    {
        // Each client reads what it writes.
        var codec = question.AsSpan().IndexOf("__ndarray_class__"u8) >= 0 ? ArrayDialect.Npy : ArrayDialect.MsgpackNumpy;
        WireValue answer;
        try
        {
            answer = await AnswerAsync(MessagePackArrays.Decode(question, WireLimits.Default));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, a client that is not told waits.
            answer = Failure(e.Message);
        }
        return MessagePackArrays.Encode(answer, codec);
    }

    private async Task<WireValue> AnswerAsync(WireValue question)
    {
        if (question is not WireValue.Map request)
            throw new WireException($"expected a map with 'endpoint', found {question.Kind}");
        if (!_served.HasKey((request["api_token"] as WireValue.Text)?.Value))
            return Failure($"{GrootWords.Unauthorized}: Invalid API token");
        var endpoint = request["endpoint"] is { } named ? (named as WireValue.Text)?.Value ?? named.Kind : "get_action";
        switch (endpoint)
        {
            case "ping":
                return new WireValue.Map([
                    new("status", new WireValue.Text("ok")),
                    new("message", new WireValue.Text("Server is running")),
                    .. _served.Declared.ToMap().Entries,
                ]);
            case "get_modality_config":
                return GrootModalities.Of(_served.Mapping, _served.ChunkLength);
            case "reset":
                return new WireValue.Map();
            case "get_action":
                return await ActAsync(request);
            case "kill":
                return Failure("'kill' is not obeyed; whoever started the server stops it");
            default:
                return Failure($"{GrootWords.UnknownEndpoint}: {WireException.Shown(endpoint)}");
        }
    }

    private async Task<WireValue> ActAsync(WireValue.Map request)
    {
        if (request["data"] is not WireValue.Map data)
            throw new WireException("'data': expected a map with 'observation', a map, or of observations");
        var (single, layout) = GrootLayout.ReadQuestion(data);
        var (seen, instruction) = _served.Mapping.ReadRequest(single, _served.LooksAtState);
        await using var session = _served.Begin(instruction);
        var chunk = await session.PredictAsync(seen, _served.Abandoned);
        return GrootLayout.Actions(_served.Mapping.Answer(chunk), layout);
    }

    private static WireValue.Map Failure(string reason) => new(("error", new WireValue.Text(reason)));
}
