using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>
/// Tiny worlds that share a server: what kills it kills the episodes of all. One episode does, at its third step and every time; in the
/// first server not before the other one is there, which waits at its third step until the server died or the killer was given up. A world
/// that is opened alone has a server to itself.
/// </summary>
internal sealed class SharedServerSource(string killer, int attempts) : IEnvironmentSource
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _neighbourIsThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killerIsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Server _shared = new();
    private int _kills;

    /// <summary>Worlds with a server to themselves, opened so far.</summary>
    public int OpenedAlone { get; private set; }

    /// <summary>Servers that were shared and died.</summary>
    public int SharedDeaths { get; private set; }

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => new(TinyWorld.Description);

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _shared = _shared.Death.Task.IsCompleted ? new() : _shared;
            return new(new World(this, _shared));
        }
    }

    public ValueTask<IEnvironment> OpenAloneAsync(int worker, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            OpenedAlone++;
            return new(new World(this, new()));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task MeetAsync(string episode, Server server)
    {
        if (episode != killer)
        {
            _neighbourIsThere.TrySetResult();
            await Task.WhenAny(server.Death.Task, _killerIsOver.Task);
        }
        else
        {
            await _neighbourIsThere.Task;
            lock (_lock)
            {
                SharedDeaths += server == _shared ? 1 : 0;
                server.Death.TrySetResult();
                if (++_kills == attempts)
                {
                    _killerIsOver.SetResult();
                }
            }
        }
        if (server.Death.Task.IsCompleted)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, "the server died");
        }
    }

    private sealed class Server
    {
        public TaskCompletionSource Death { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class World(SharedServerSource source, Server server) : IEnvironment
    {
        private readonly TinyWorld _inner = new(FaultPlan.None);
        private string _episode = "";
        private int _step;

        public EnvironmentSpec Spec => _inner.Spec;

        public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
        {
            (_episode, _step) = (episode.Id, 0);
            return _inner.ResetAsync(episode, view, cancellationToken);
        }

        public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken)
        {
            if (++_step == 3)
            {
                await source.MeetAsync(_episode, server);
            }
            return await _inner.StepAsync(action, view, cancellationToken);
        }

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
