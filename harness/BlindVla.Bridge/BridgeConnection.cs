using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlindVla.Core;
using BlindVla.Files;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>One HTTP/2 connection to a bridge server. Every session has its own, so that none waits behind another's pictures.</summary>
internal sealed class BridgeConnection : IDisposable
{
    // A window of 4 MiB instead of 64 KiB lets a whole picture through without a pause: 70-120 us less per 150 KB message, measured.
    private const int StreamWindowBytes = 4 * 1024 * 1024;

    // The same as the server's (credentials.cc).
    private const int MaxTokenBytes = 4096;

    // Room for blank space around the token.
    private const int MaxTokenFileBytes = 2 * MaxTokenBytes;

    private readonly BridgeSettings _settings;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly CallOptions _callOptions;

    /// <exception cref="EnvironmentException">The token or certificate file cannot be used.</exception>
    public BridgeConnection(BridgeAddress address, BridgeSettings settings, TimeProvider time)
    {
        Address = address;
        _settings = settings;
        _time = time;
        _callOptions = new CallOptions(headers: ReadToken(address, settings));
        _channel = GrpcChannel.ForAddress(
            address.Transport switch
            {
                BridgeTransport.Unix => "http://localhost",
                BridgeTransport.Tcp => $"http://{address.Host}:{address.Port}",
                _ => $"https://{address.Host}:{address.Port}",
            },
            new GrpcChannelOptions
            {
                HttpHandler = CreateHandler(address, settings),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = settings.MaxMessageBytes,
                MaxSendMessageSize = settings.MaxMessageBytes,
            }
        );
    }

    public BridgeAddress Address { get; }

    /// <exception cref="EnvironmentException">The server did not answer, or with what no world can be.</exception>
    public async Task<Proto.DescribeResponse> DescribeAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.DescribeTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var description = await new Proto.EnvironmentService.EnvironmentServiceClient(_channel).DescribeAsync(
                new Proto.DescribeRequest(),
                _callOptions.WithCancellationToken(linked.Token)
            );
            DescriptionCheck.Require(Address, description);
            return description;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested
                ? BridgeFaults.TimedOut(Address, "describe", _settings.DescribeTimeout)
                : BridgeFaults.FromCall(Address, exception);
        }
    }

    /// <summary>A sign of life.</summary>
    /// <exception cref="RpcException">The server has no use for it, or is gone.</exception>
    public async Task BeatAsync(CancellationToken cancellationToken) =>
        await new Proto.SafetyService.SafetyServiceClient(_channel).BeatAsync(
            new Proto.BeatRequest(),
            _callOptions.WithCancellationToken(cancellationToken)
        );

    /// <summary>Stops the arm.</summary>
    /// <returns>False where the server has no such call.</returns>
    /// <exception cref="EnvironmentException">It did not answer in time.</exception>
    public async Task<bool> EmergencyStopAsync(CancellationToken cancellationToken)
    {
        var refusal = await AskSafetyAsync(
            "stop",
            (safety, options) => safety.EmergencyStopAsync(new Proto.EmergencyStopRequest(), options),
            cancellationToken
        );
        return refusal is null or { StatusCode: not StatusCode.Unimplemented };
    }

    /// <summary>Ends a stop of the arm.</summary>
    /// <returns>Why it cannot be ended yet; null where the arm is not stopped any more.</returns>
    /// <exception cref="EnvironmentException">It did not answer in time.</exception>
    public async Task<string?> EndStopAsync(CancellationToken cancellationToken)
    {
        var refusal = await AskSafetyAsync(
            "end of the stop",
            (safety, options) => safety.EndStopAsync(new Proto.EndStopRequest(), options),
            cancellationToken
        );
        return refusal is { StatusCode: StatusCode.FailedPrecondition }
            ? VisibleText.Line(refusal.Value.Detail, BridgeFaults.MaxTextLength)
            : null;
    }

    /// <summary>Begins a session whose responses are parsed by <paramref name="reader"/>.</summary>
    public AsyncDuplexStreamingCall<Proto.ConnectRequest, Proto.ConnectResponse> Connect(ResponseReader reader)
    {
        var method = new Method<Proto.ConnectRequest, Proto.ConnectResponse>(
            MethodType.DuplexStreaming,
            Proto.EnvironmentService.Descriptor.FullName,
            "Connect",
            Marshallers.Create<Proto.ConnectRequest>(Write, _ => throw new NotSupportedException()),
            Marshallers.Create<Proto.ConnectResponse>(
                (_, _) => throw new NotSupportedException(),
                context => reader.Read(context.PayloadAsReadOnlySequence())
            )
        );
        return _channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, _callOptions);
    }

    public void Dispose() => _channel.Dispose();

    /// <returns>How the server refused, which has no such call or has a reason; null where it did not.</returns>
    private async Task<Status?> AskSafetyAsync(
        string what,
        Func<Proto.SafetyService.SafetyServiceClient, CallOptions, AsyncUnaryCall<Proto.SafetyState>> ask,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(_settings.StopTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await ask(new(_channel), _callOptions.WithCancellationToken(linked.Token));
            return null;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unimplemented or StatusCode.FailedPrecondition)
        {
            return exception.Status;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested
                ? BridgeFaults.TimedOut(Address, what, _settings.StopTimeout)
                : BridgeFaults.FromCall(Address, exception);
        }
    }

    private static void Write(Proto.ConnectRequest request, SerializationContext context)
    {
        context.SetPayloadLength(request.CalculateSize());
        request.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static SocketsHttpHandler CreateHandler(BridgeAddress address, BridgeSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = settings.DescribeTimeout,
        };
        switch (address.Transport)
        {
            case BridgeTransport.Unix:
                handler.UseProxy = false;
                handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(UnixSocketStream.Connect(address.Host));
                break;
            case BridgeTransport.Tcp:
                handler.UseProxy = false;
                break;
            case BridgeTransport.Https when settings.CertificateFile is { } file:
                handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(file) };
                break;
        }
        return handler;
    }

    private static X509ChainPolicy TrustOnly(string certificateFile)
    {
        try
        {
            return new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificateFile) },
                // A certificate made for one lab has nowhere to publish revocations.
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"The certificate file {certificateFile} cannot be used: {exception.Message} Expected one PEM certificate.",
                exception
            );
        }
    }

    private static Metadata? ReadToken(BridgeAddress address, BridgeSettings settings)
    {
        if (settings.TokenFile is not { } file)
        {
            return null;
        }
        if (address.Transport != BridgeTransport.Https)
        {
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"A token goes over https only; {address} is not an https address."
            );
        }
        try
        {
            var token = BoundedFile.ReadText(file, MaxTokenFileBytes).Trim();
            if (token.Length == 0 || !token.All(c => c is > ' ' and <= '~'))
            {
                throw new EnvironmentException(
                    EnvironmentFault.Unavailable,
                    $"The token file {file} does not hold one token of visible ASCII characters."
                );
            }
            return token.Length <= MaxTokenBytes
                ? new Metadata { { "authorization", $"Bearer {token}" } }
                : throw new EnvironmentException(
                    EnvironmentFault.Unavailable,
                    $"The token in {file} has {token.Length} bytes; expected at most {MaxTokenBytes}, as servers do."
                );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"The token file {file} cannot be read: {exception.Message}",
                exception
            );
        }
    }
}
