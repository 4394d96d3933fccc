using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>One worker's environment of a pool. Between two episodes it may move to another process; within one it never does.</summary>
public sealed class PooledEnvironment : IEnvironment
{
    private readonly PooledServer _server;
    private PooledSession _session;

    internal PooledEnvironment(PooledServer server, PooledSession session) => (_server, _session) = (server, session);

    public EnvironmentSpec Spec => _session.Environment.Spec;

    /// <summary>The process that serves it now.</summary>
    public int ServerProcessId => _session.Process.Process.ProcessId;

    public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
    {
        while (!_server.TryBeginEpisode(_session))
        {
            await _session.DisposeAsync();
            _session = await _server.OpenSessionAsync(cancellationToken);
        }
        return await _session.Environment.ResetAsync(episode, view, cancellationToken);
    }

    public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
        _session.Environment.StepAsync(action, view, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.LeaveAsync();
    }
}
