using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using BlindVla.Core;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>
/// One session of a bridge server: one bidirectional stream in lock-step. A refused request leaves the session alive; any other fault,
/// a time-out, or a cancelled request ends it, because nobody knows then what the server will answer next.
/// </summary>
public sealed class BridgeEnvironment : IEnvironment
{
    private readonly BridgeConnection _connection;
    private readonly BridgeSettings _settings;
    private readonly ILogger _logger;
    private readonly Func<EnvironmentException, ValueTask<EnvironmentException>>? _onFault;
    private readonly Action? _onAnswer;
    private readonly TimeStepCheck _check;
    private readonly ResponseReader _pictures = new();
    private readonly AsyncDuplexStreamingCall<Proto.ConnectRequest, Proto.ConnectResponse> _call;
    private readonly RequestDeadline _deadline;
    private readonly Heartbeat? _heartbeat;

    // One message of each kind serves the whole session; the cameras are written anew only when they change.
    private readonly Proto.ConnectRequest _request = new();
    private readonly Proto.StepRequest _step = new();
    private ImmutableArray<CameraRequest> _stepCameras = [];
    private readonly bool _mayShare;

    private EnvironmentException? _ended;
    private int _busy;

    /// <param name="onFault">Told every fault that ended the session; returns it with what is known about the server's end.</param>
    /// <param name="onAnswer">Told of every request that was honoured.</param>
    internal BridgeEnvironment(
        BridgeConnection connection,
        EnvironmentSpec spec,
        BridgeSettings settings,
        TimeProvider time,
        ILogger logger,
        Func<EnvironmentException, ValueTask<EnvironmentException>>? onFault = null,
        Action? onAnswer = null
    )
    {
        _connection = connection;
        Spec = spec;
        _settings = settings;
        _logger = logger;
        _onFault = onFault;
        _onAnswer = onAnswer;
        _check = new TimeStepCheck(spec);
        _mayShare = OperatingSystem.IsLinux() && connection.Address.Transport == BridgeTransport.Unix;
        _call = connection.Connect(_pictures);
        _deadline = new RequestDeadline(time, _call.Dispose);
        _heartbeat = spec.Capabilities.RealTime ? new(connection, time) : null;
    }

    public EnvironmentSpec Spec { get; }

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
        ExchangeAsync("reset", episode, action: default, view, _settings.ResetTimeout, cancellationToken);

    public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
        ExchangeAsync("step", episode: null, action, view, _settings.StepTimeout, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync();
        }
        if (_ended is null)
        {
            _ended = new EnvironmentException(EnvironmentFault.Unavailable, "The session was closed.");
            await CloseAsync();
        }
        _deadline.Dispose();
        _call.Dispose();
        _connection.Dispose();
        _pictures.Shared?.Dispose();
    }

    /// <summary>Says goodbye and waits for the server to end the stream: when this returns, the server has its session back.</summary>
    private async Task CloseAsync()
    {
        _deadline.Start(_settings.CloseTimeout);
        try
        {
            await _call.RequestStream.CompleteAsync();
            await _call.ResponseStream.MoveNext(CancellationToken.None);
        }
        catch (Exception exception) when (IsBrokenCall(exception))
        {
            _logger.LogDebug(exception, "The session with {Address} was already broken when it was closed", _connection.Address);
        }
        finally
        {
            _deadline.Stop();
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            throw new InvalidOperationException("An environment takes one request at a time; the previous one has not been answered yet.");
        }
        if (_ended is { } fault)
        {
            _busy = 0;
            throw new EnvironmentException(fault.Fault, $"This session has ended; open another. It ended because: {fault.Message}", fault);
        }
    }

    // The pooling builders save an allocation of 200-250 bytes each per step.
    /// <param name="episode">What to reset to; null for a step.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TimeStep> ExchangeAsync(
        string kind,
        EpisodeSpec? episode,
        ControlAction action,
        ObservationRequest view,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        Enter();
        try
        {
            WriteRequest(episode, action, view);
            var response = await AnswerAsync(kind, timeout, cancellationToken);
            var answer = response.PayloadCase switch
            {
                Proto.ConnectResponse.PayloadOneofCase.Reset when episode is not null => _check.Reset(
                    ProtoMapping.ToTimeStep(response.Reset, _pictures, view, Spec),
                    episode.Scene
                ),
                Proto.ConnectResponse.PayloadOneofCase.Step when episode is null => _check.Step(
                    ProtoMapping.ToTimeStep(response.Step, _pictures, view, Spec)
                ),
                Proto.ConnectResponse.PayloadOneofCase.Error => throw ProtoMapping.ToException(response.Error),
                var other => throw BridgeFaults.Violation($"a {kind} request was answered with {other}"),
            };
            _onAnswer?.Invoke();
            return answer;
        }
        catch (EnvironmentException exception) when (exception.IsInfrastructure || exception.InnerException is RpcException)
        {
            throw await EndAsync(exception);
        }
        catch (OperationCanceledException)
        {
            _ended = new EnvironmentException(EnvironmentFault.Unavailable, $"A {kind} request was cancelled.");
            throw;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private void WriteRequest(EpisodeSpec? episode, ControlAction action, ObservationRequest view)
    {
        _request.RequestId++;
        OfferMemory(view.Cameras);
        if (episode is not null)
        {
            _request.Reset = ProtoMapping.ToReset(episode, view);
            return;
        }
        ProtoMapping.SetAction(_step, action);
        if (view.Cameras != _stepCameras)
        {
            ProtoMapping.SetCameras(_step.Cameras, view.Cameras);
            _stepCameras = view.Cameras;
        }
        _step.Privileged = view.Privileged;
        _request.Step = _step;
    }

    /// <summary>Makes sure that the server knows of memory with room for these pictures, when it is near enough to use it.</summary>
    private void OfferMemory(ImmutableArray<CameraRequest> cameras)
    {
        _request.Pictures = null;
        var bytes = cameras.Sum(camera => 3L * camera.Width * camera.Height);
        if (!_mayShare || bytes <= (long)(_pictures.Shared?.Offer.Bytes ?? 0) || bytes > _settings.MaxMessageBytes)
        {
            return;
        }
        _pictures.Shared?.Dispose();
        _pictures.Shared = new SharedPictures((int)bytes);
        _request.Pictures = _pictures.Shared.Offer;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Proto.ConnectResponse> AnswerAsync(string kind, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _deadline.Start(timeout);
        try
        {
            await _call.RequestStream.WriteAsync(_request, cancellationToken);
            if (!await _call.ResponseStream.MoveNext(cancellationToken))
            {
                throw BridgeFaults.Closed(_connection.Address);
            }
        }
        catch (Exception exception) when (IsBrokenCall(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _deadline.Expired
                ? BridgeFaults.TimedOut(_connection.Address, kind, timeout)
                : BridgeFaults.FromCall(_connection.Address, exception);
        }
        finally
        {
            _deadline.Stop();
        }
        var response = _call.ResponseStream.Current;
        return response.RequestId == _request.RequestId
            ? response
            : throw BridgeFaults.Violation($"request {_request.RequestId} was answered with the id {response.RequestId}");
    }

    private async ValueTask<EnvironmentException> EndAsync(EnvironmentException fault)
    {
        _call.Dispose();
        if (_onFault is not null)
        {
            fault = await _onFault(fault);
        }
        _ended = fault;
        _logger.LogWarning("A session ended: {Fault}: {Reason}", fault.Fault, fault.Message);
        return fault;
    }

    /// <summary>What grpc-dotnet throws from a call that ended: with a status, with its connection, by being disposed, or by completing
    /// normally.</summary>
    private static bool IsBrokenCall(Exception exception) =>
        exception
            is RpcException
                or IOException
                or HttpRequestException
                or OperationCanceledException
                or ObjectDisposedException
                or InvalidOperationException;
}
