using System.Diagnostics;
using System.Text.Json;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Benchmarks;

/// <summary>What the C++ program says of itself; sums over its steps.</summary>
internal sealed record RawMeasurement(double StepsPerSecond, double PhysicsSeconds, double RenderSeconds);

/// <summary>What the harness did; milliseconds per control step of one session.</summary>
internal sealed record Measurement(double StepsPerSecond, double ServerMs, double TransportMs, double CSharpMs, double BytesPerStep, double PhysicsShare = 0);

/// <summary>The same episodes through the harness and through one C++ program.</summary>
internal sealed class ClosedLoopBenchmark(Installation installation)
{
    private const int EpisodesPerSession = 4;
    private const int StepsPerEpisode = 80;
    private static readonly CameraRequest Camera = new(Cameras.Main, 224, 224);

    /// <summary>It is built beside the server.</summary>
    private string ClosedLoopProgram => Path.Combine(Path.GetDirectoryName(installation.Server)!, "blindvla-closed-loop");

    /// <summary>One C++ program per session, side by side.</summary>
    public async Task<RawMeasurement> RawAsync(int sessions)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => RawAsync()));
        return new(runs.Sum(r => r.StepsPerSecond), runs.Sum(r => r.PhysicsSeconds), runs.Sum(r => r.RenderSeconds));
    }

    private async Task<RawMeasurement> RawAsync()
    {
        var start = new ProcessStartInfo(
            ClosedLoopProgram,
            ["--assets", installation.Assets, "--episodes", $"{EpisodesPerSession}", "--width", $"{Camera.Width}", "--height", $"{Camera.Height}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var json = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        double Get(string name) => json.RootElement.GetProperty(name).GetDouble();
        return new(Get("steps_per_second"), Get("physics_seconds"), Get("render_seconds"));
    }

    /// <summary>One server process per session, one C# process for all, the product's own episode loop with its digests.</summary>
    public async Task<Measurement> HarnessAsync(int sessions)
    {
        var command = new ServerCommand(installation.Server, ["--assets", installation.Assets, "--max-sessions", "2", "--die-with-parent"]);
        await using var pool = new ServerPool(command, sessions, new(), new(), TimeProvider.System, NullLogger<ServerPool>.Instance);
        // The C++ program has a carrot and a plate; other objects cost other physics.
        EpisodeSpec[] episodes =
        [
            .. Suites.Library(installation).Load("put-on-plate").Plan(0, 400).Only("*/id/*").Episodes
                .Where(e => e.Scene.Objects[0].Asset == "carrot").Take(EpisodesPerSession + 1),
        ];
        await pool.DescribeAsync(CancellationToken.None);
        var environments = new TimedEnvironment[sessions];
        for (var i = 0; i < sessions; i++)
            environments[i] = new(await pool.OpenAsync(i, CancellationToken.None));

        // The first episode of each session compiles shaders and the .NET code.
        await RunAsync(environments, [episodes[^1]]);
        foreach (var environment in environments)
            environment.Clear();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(environments, episodes[..EpisodesPerSession]);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        var steps = (double)EpisodesPerSession * StepsPerEpisode;
        var wall = environments.Average(e => e.LoopSeconds);
        var stepSeconds = environments.Average(e => e.StepSeconds);
        var server = environments.Average(e => e.ServerSeconds);
        foreach (var environment in environments)
            await environment.DisposeAsync();
        return new(
            environments.Sum(e => steps / e.LoopSeconds),
            1e3 * server / steps,
            1e3 * (stepSeconds - server) / steps,
            1e3 * (wall - stepSeconds) / steps,
            allocated / (steps * sessions));
    }

    private static Task RunAsync(TimedEnvironment[] environments, EpisodeSpec[] episodes) => Task.WhenAll(environments.Select(environment => Task.Run(async () =>
    {
        await using var policy = new ObservingPolicy(new HoldPolicy(), [Camera]);
        foreach (var episode in episodes)
            await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(episode, [], CancellationToken.None);
        environment.EndEpisode();
    })));

    /// <summary>Measures the time from the first action to the last answer, without the resets, as the C++ program does.</summary>
    private sealed class TimedEnvironment(IEnvironment inner) : IEnvironment
    {
        private readonly TimeProvider _time = TimeProvider.System;
        private long _begin;
        private long _end;

        public EnvironmentSpec Spec => inner.Spec;

        public double LoopSeconds { get; private set; }

        public double StepSeconds { get; private set; }

        public double ServerSeconds { get; private set; }

        public void Clear() => (LoopSeconds, StepSeconds, ServerSeconds) = (0, 0, 0);

        public void EndEpisode()
        {
            if (_begin != 0)
                LoopSeconds += _time.GetElapsedTime(_begin, _end).TotalSeconds;
            _begin = 0;
        }

        public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
        {
            EndEpisode();
            var first = await inner.ResetAsync(episode, view, cancellationToken);
            _begin = _time.GetTimestamp();
            return first;
        }

        public async ValueTask<TimeStep> StepAsync(ReadOnlyMemory<float> action, ObservationRequest view, CancellationToken cancellationToken)
        {
            // The runner looks at nothing after the last step; the C++ program draws every step, so this one does too.
            var asked = view.Cameras.IsEmpty ? view with { Cameras = [Camera] } : view;
            var begin = _time.GetTimestamp();
            var next = await inner.StepAsync(action, asked, cancellationToken);
            _end = _time.GetTimestamp();
            StepSeconds += _time.GetElapsedTime(begin, _end).TotalSeconds;
            ServerSeconds += next.ServerSeconds;
            return next;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
