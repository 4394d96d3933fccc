using System.Net.Sockets;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace BlindVla.Policies.Remote;

/// <summary>A server of LeRobot's, for all that ask it: who it is, what it has been told to load, and whose turn it is.</summary>
internal sealed class LeRobotServer
{
    /// <summary>Of one piece of an observation, as LeRobot has it.</summary>
    private const int PieceBytes = 2 << 20;

    private readonly RemoteSettings _settings;
    private readonly LeRobotCheckpoint _checkpoint;
    private readonly Transport.AsyncInference.AsyncInferenceClient _client;
    private readonly Metadata _headers = [];

    /// <summary>Whoever takes what is in it has the turn, and puts it back.</summary>
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);

    private ServerDeclaration? _declared;

    /// <summary>Connections that were opened; after another one it is another server, or the same without what it was told.</summary>
    private int _opened;
    private int _toldAt;
    private long _steps;

    public LeRobotServer(RemoteSettings settings, LeRobotCheckpoint checkpoint)
    {
        (_settings, _checkpoint) = (settings, checkpoint);
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = OpenAsync };
        var channel = GrpcChannel.ForAddress(
            new UriBuilder(settings.Address) { Scheme = "http", Query = "" }.Uri,
            new()
            {
                HttpHandler = handler,
                MaxReceiveMessageSize = WireLimits.Default.MaxBytes,
                ThrowOperationCanceledOnCancellation = true,
                DisposeHttpClient = true,
            }
        );
        _client = new(channel);
        _turn.Writer.TryWrite(true);
        if (settings.ApiKey is { } key)
            _headers.Add("authorization", $"Api-Key {key}");
    }

    /// <summary>Hears what the server says of itself. One that is being asked is there, and the one that it was.</summary>
    public async Task<ServerDeclaration> GreetAsync(CancellationToken cancellationToken)
    {
        if (!_turn.Reader.TryRead(out _))
        {
            if (_declared is { } known)
                return known;
            await _turn.Reader.ReadAsync(cancellationToken);
        }
        try
        {
            return await ReadyAsync(cancellationToken);
        }
        finally
        {
            _turn.Writer.TryWrite(true);
        }
    }

    /// <summary>Tells the server what to load, if it has not been told.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                await TellAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    public Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                await TellAsync(cancellationToken);
                var time = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
                await SendAsync(LeRobotLayout.Observation(request, time, _steps++).Encode(), cancellationToken);
                var answer = await CallAsync(() =>
                    _client.GetActionsAsync(new(), _headers, cancellationToken: cancellationToken).ResponseAsync
                );
                return answer.Data.IsEmpty
                    ? throw RemoteFailure.Said(_settings.Address, "it gives no actions for an observation; its log says why")
                    : LeRobotLayout.ReadActions(
                        LeRobotPayload.Decode(answer.Data.Memory, LeRobotPayload.Actions),
                        _settings.Mapping.Action.Width
                    );
            },
            cancellationToken
        );

    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await _turn.Reader.ReadAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Writer.TryWrite(true);
        }
    }

    private async Task<ServerDeclaration> ReadyAsync(CancellationToken cancellationToken)
    {
        var call = _client.ReadyAsync(new(), _headers, cancellationToken: cancellationToken);
        await CallAsync(() => call.ResponseAsync);
        var header = (await CallAsync(() => call.ResponseHeadersAsync)).GetValue(ServerDeclaration.Header);
        var said = ServerDeclaration.Of(new(), [], header);
        return _declared = said with { Checkpoint = said.Checkpoint ?? $"{_checkpoint.PolicyType} {_checkpoint.Path}" };
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_toldAt == Volatile.Read(ref _opened))
            return;
        var setup = LeRobotLayout.Setup(_checkpoint, _settings.Mapping).Encode();
        await CallAsync(() =>
            _client
                .SendPolicyInstructionsAsync(
                    new() { Data = UnsafeByteOperations.UnsafeWrap(setup) },
                    _headers,
                    cancellationToken: cancellationToken
                )
                .ResponseAsync
        );
        _toldAt = Volatile.Read(ref _opened);
    }

    private async Task SendAsync(byte[] observation, CancellationToken cancellationToken)
    {
        using var call = _client.SendObservations(_headers, cancellationToken: cancellationToken);
        await CallAsync(async () =>
        {
            for (var at = 0; at < observation.Length; at += PieceBytes)
            {
                var length = Math.Min(PieceBytes, observation.Length - at);
                await call.RequestStream.WriteAsync(
                    new()
                    {
                        Data = UnsafeByteOperations.UnsafeWrap(observation.AsMemory(at, length)),
                        TransferState =
                            at + length == observation.Length ? Transport.TransferState.TransferEnd
                            : at == 0 ? Transport.TransferState.TransferBegin
                            : Transport.TransferState.TransferMiddle,
                    },
                    cancellationToken
                );
            }
            await call.RequestStream.CompleteAsync();
            return await call.ResponseAsync;
        });
    }

    private async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            Interlocked.Increment(ref _opened);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a call ends with, in the words that every protocol's client has for it.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            switch (e.StatusCode)
            {
                case StatusCode.Unauthenticated or StatusCode.PermissionDenied:
                    throw RemoteFailure.Key(_settings, cause: e);
                case StatusCode.Unimplemented:
                    throw new WireException(
                        $"expected AsyncInference of the package transport, found none: {WireException.Shown(e.Status.Detail)}",
                        e
                    );
                case StatusCode.ResourceExhausted:
                    WireLimits.Default.CheckLength(long.MaxValue);
                    throw;
                case StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded:
                case var _ when e.Status.DebugException is HttpRequestException or IOException:
                    throw new IOException(e.Status.DebugException?.GetBaseException().Message ?? e.Status.Detail, e);
                default:
                    throw RemoteFailure.Said(_settings.Address, e.Status.Detail);
            }
        }
    }
}
