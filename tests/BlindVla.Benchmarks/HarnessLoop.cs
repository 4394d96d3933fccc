using System.Collections.Immutable;
using System.Diagnostics;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Benchmarks;

/// <summary>The product's own episode loop: one server process per session, one C# process for all.</summary>
internal sealed class HarnessLoop : IAsyncDisposable
{
    private readonly ServerPool _pool;
    private readonly List<Session> _sessions = [];

    private HarnessLoop(ServerPool pool) => _pool = pool;

    public static async Task<HarnessLoop> StartAsync(Installation installation, int sessions, CameraRequest camera)
    {
        var command = new ServerCommand(installation.Server, ["--assets", installation.Assets, "--max-sessions", "2", "--die-with-parent"]);
        var loop = new HarnessLoop(new(command, sessions, new(), new(), TimeProvider.System, NullLogger<ServerPool>.Instance));
        await loop._pool.DescribeAsync(CancellationToken.None);
        for (var i = 0; i < sessions; i++)
            loop._sessions.Add(new((PooledEnvironment)await loop._pool.OpenAsync(i, CancellationToken.None), camera));
        return loop;
    }

    /// <summary>The same episode in every session at once; one picture per step comes.</summary>
    /// <param name="policyLooks">The picture is the policy's, and goes into the episode's digest; otherwise it only comes.</param>
    public Task<BridgedEpisode[]> RunAsync(EpisodeSpec episode, bool policyLooks) =>
        Task.WhenAll(_sessions.Select(session => Task.Run(() => session.RunAsync(episode, policyLooks))));

    /// <summary>Processor time of all servers so far, ms.</summary>
    public double ServerCpuMs() =>
        _sessions.Sum(session =>
        {
            using var process = Process.GetProcessById(session.ServerProcessId);
            return process.TotalProcessorTime.TotalMilliseconds;
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        await _pool.DisposeAsync();
    }

    /// <summary>Measures from the first action to the last answer, as the C++ program does.</summary>
    private sealed class Session(PooledEnvironment inner, CameraRequest camera) : IEnvironment
    {
        private readonly TimeProvider _time = TimeProvider.System;
        private long _begin;
        private long _end;
        private int _steps;
        private double _stepSeconds;
        private double _serverSeconds;

        public EnvironmentSpec Spec => inner.Spec;

        public int ServerProcessId => inner.ServerProcessId;

        public async Task<BridgedEpisode> RunAsync(EpisodeSpec episode, bool policyLooks)
        {
            var hold = new HoldPolicy();
            await using IPolicy policy = policyLooks ? new ObservingPolicy(hold, [camera]) : hold;
            await using var audience = new Audience(camera);
            await new EpisodeRunner(this, policy, _time).RunAsync(episode, [audience], CancellationToken.None);
            return new(_steps, _time.GetElapsedTime(_begin, _end).TotalSeconds, _stepSeconds, _serverSeconds);
        }

        public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
        {
            var first = await inner.ResetAsync(episode, view, cancellationToken);
            (_steps, _stepSeconds, _serverSeconds) = (0, 0, 0);
            _begin = _time.GetTimestamp();
            return first;
        }

        public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken)
        {
            var begin = _time.GetTimestamp();
            var next = await inner.StepAsync(action, view, cancellationToken);
            _end = _time.GetTimestamp();
            _steps++;
            _stepSeconds += _time.GetElapsedTime(begin, _end).TotalSeconds;
            _serverSeconds += next.ServerSeconds;
            return next;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>Wants a picture of every time step, as the C++ program draws one, and does nothing with it.</summary>
    private sealed class Audience(CameraRequest camera) : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras { get; } = [camera];

        public void OnReset(TimeStep first) { }

        public void OnStep(int step, ReadOnlySpan<float> action, TimeStep now) { }

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
