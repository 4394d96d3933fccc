using System.Collections.Immutable;
using System.Diagnostics;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using Google.Protobuf;

namespace BlindVla.Benchmarks;

/// <summary>
/// The same episodes through the harness and through one C++ program per session. They take turns, an episode of a third of a second each,
/// because the speed of a shared machine drifts within seconds.
/// </summary>
internal sealed class ClosedLoopBenchmark : IDisposable
{
    private const int Episodes = 60;

    // .NET compiles what is called often once more, for two thousand steps or so; an evaluation takes tens of thousands.
    private const int WarmUpEpisodes = 40;
    private static readonly CameraRequest Camera = new(Cameras.Main, 224, 224);
    private readonly Installation _installation;
    private readonly ImmutableArray<EpisodeSpec> _episodes;
    private readonly string _scenes = Path.GetTempFileName();

    public ClosedLoopBenchmark(Installation installation)
    {
        _installation = installation;
        _episodes = [.. Suites.Library(installation).Load("put-on-plate").Plan(0, Episodes + 1).Only("*/id/*").Episodes];
        using var file = File.Create(_scenes);
        foreach (var episode in _episodes)
            ProtoMapping.ToScene(episode.Scene).WriteDelimitedTo(file);
    }

    public void Dispose() => File.Delete(_scenes);

    public async Task CompareAsync(int[] sessionCounts, TextWriter output)
    {
        await using (var loop = await HarnessLoop.StartAsync(_installation, 2, Camera))
        {
            foreach (var episode in _episodes[..WarmUpEpisodes])
                await loop.RunAsync(episode);
        }

        output.WriteLine($"control steps per second, medians of {Episodes} episodes of 80 steps of put-on-plate; one 224x224 picture per step");
        output.WriteLine($"{"sessions",8} {"C++ alone",10} {"harness",10} {"ratio",6}  half of the episodes");
        foreach (var sessions in sessionCounts)
            await CompareAsync(sessions, output);
    }

    private async Task CompareAsync(int sessions, TextWriter output)
    {
        var programs = Enumerable.Range(0, sessions).Select(_ => new ClosedLoopProgram(_installation, _scenes, Camera)).ToList();
        await using var loop = await HarnessLoop.StartAsync(_installation, sessions, Camera);

        var raw = new List<RawEpisode[]>();
        var bridged = new List<BridgedEpisode[]>();
        var (allocated, serverCpu, cpu) = (0.0, 0.0, 0.0);
        async Task RunRawAsync() => raw.Add(await Task.WhenAll(programs.Select(program => program.RunAsync())));
        async Task RunBridgedAsync(EpisodeSpec episode)
        {
            var before = (Allocated: GC.GetTotalAllocatedBytes(precise: true), Server: loop.ServerCpuMs(), Own: CpuMs());
            bridged.Add(await loop.RunAsync(episode));
            cpu += CpuMs() - before.Own;
            serverCpu += loop.ServerCpuMs() - before.Server;
            allocated += GC.GetTotalAllocatedBytes(precise: true) - before.Allocated;
        }

        for (var i = 0; i <= Episodes; i++)
        {
            if (i == 1)
            {
                // The first one compiled shaders.
                raw.Clear();
                bridged.Clear();
                (allocated, serverCpu, cpu) = (0, 0, 0);
            }
            if (i % 2 == 0)
                await RunRawAsync();
            await RunBridgedAsync(_episodes[i]);
            if (i % 2 == 1)
                await RunRawAsync();
        }
        programs.ForEach(program => program.Dispose());

        var rawRates = raw.Select(all => all.Sum(episode => episode.StepsPerSecond)).ToList();
        var bridgedRates = bridged.Select(all => all.Sum(episode => episode.StepsPerSecond)).ToList();
        var ratios = rawRates.Zip(bridgedRates, (alone, through) => through / alone).ToList();
        output.WriteLine(
            $"{sessions,8} {Quantile(rawRates, 0.5),10:F1} {Quantile(bridgedRates, 0.5),10:F1} {Quantile(ratios, 0.5),6:F3}  "
            + $"{Quantile(ratios, 0.25):F3} to {Quantile(ratios, 0.75):F3}");

        double RawMs(Func<RawEpisode, double> seconds) => Quantile([.. raw.SelectMany(all => all).Select(e => 1e3 * seconds(e) / e.Steps)], 0.5);
        double BridgedMs(Func<BridgedEpisode, double> seconds) => Quantile([.. bridged.SelectMany(all => all).Select(e => 1e3 * seconds(e) / e.Steps)], 0.5);
        var steps = bridged.Sum(all => all.Sum(episode => episode.Steps));
        output.WriteLine($"         ms per step and session, C++ alone: physics {RawMs(e => e.PhysicsSeconds):F2}, render {RawMs(e => e.RenderSeconds):F2}");
        output.WriteLine(
            $"         harness: physics and render {BridgedMs(e => e.ServerSeconds):F2}, transport {BridgedMs(e => e.StepSeconds - e.ServerSeconds):F2}, "
            + $"C# {BridgedMs(e => e.Seconds - e.StepSeconds):F2}; processor time with the resets: server {serverCpu / steps:F2}, C# {cpu / steps:F2}; "
            + $"allocated in C# {allocated / steps / 1024:F1} KiB per step");
    }

    private static double CpuMs()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    private static double Quantile(List<double> values, double fraction)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(fraction * (sorted.Count - 1))];
    }
}
