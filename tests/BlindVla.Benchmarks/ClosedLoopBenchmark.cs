using System.Collections.Immutable;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using Google.Protobuf;
using MathNet.Numerics.Statistics;

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
                await loop.RunAsync(episode, policyLooks: true);
        }

        output.WriteLine(
            $"control steps per second, medians of {Episodes} episodes of 80 steps of put-on-plate; one 224x224 picture per step"
        );
        output.WriteLine($"{"sessions", 8}  {"", -28} {"steps/s", 8} {"ratio", 6}  half of the episodes");
        foreach (var sessions in sessionCounts)
            await CompareAsync(sessions, output);
    }

    private async Task CompareAsync(int sessions, TextWriter output)
    {
        var programs = Enumerable.Range(0, sessions).Select(_ => new ClosedLoopProgram(_installation, _scenes, Camera)).ToList();
        await using var loop = await HarnessLoop.StartAsync(_installation, sessions, Camera);
        var raw = new List<RawEpisode[]>();
        var plain = new HarnessSide(loop, PolicyLooks: false);
        var digested = new HarnessSide(loop, PolicyLooks: true);

        // The first episode compiles shaders.
        await RunAloneAsync();
        await loop.RunAsync(_episodes[0], policyLooks: true);
        for (var i = 1; i <= Episodes; i++)
        {
            var episode = _episodes[i];
            Func<Task>[] sides =
            [
                async () => raw.Add(await RunAloneAsync()),
                () => plain.RunAsync(episode),
                () => digested.RunAsync(episode),
            ];
            for (var k = 0; k < sides.Length; k++)
                await sides[(i + k) % sides.Length]();
        }
        programs.ForEach(program => program.Dispose());

        var alone = raw.Select(all => all.Sum(episode => episode.StepsPerSecond)).ToList();
        output.WriteLine($"{sessions, 8}  {"C++ alone", -28} {alone.Median(), 8:F1}");
        WriteSide("harness", plain);
        WriteSide("harness, digest of pictures", digested);

        double RawMs(Func<RawEpisode, double> seconds) => raw.SelectMany(all => all).Select(e => 1e3 * seconds(e) / e.Steps).Median();
        output.WriteLine(
            $"          C++ alone, ms per step: physics {RawMs(e => e.PhysicsSeconds):F2}, render {RawMs(e => e.RenderSeconds):F2}"
        );
        WriteSplit("harness", plain);
        WriteSplit("harness, digest of pictures", digested);

        Task<RawEpisode[]> RunAloneAsync() => Task.WhenAll(programs.Select(program => program.RunAsync()));

        void WriteSide(string name, HarnessSide side)
        {
            var rates = side.Episodes.Select(all => all.Sum(episode => episode.StepsPerSecond)).ToList();
            var ratios = alone.Zip(rates, (one, other) => other / one).ToList();
            output.WriteLine(
                $"{sessions, 8}  {name, -28} {rates.Median(), 8:F1} {ratios.Median(), 6:F3}  {ratios.Quantile(0.25):F3} to "
                    + $"{ratios.Quantile(0.75):F3}"
            );
        }

        void WriteSplit(string name, HarnessSide side)
        {
            double Ms(Func<BridgedEpisode, double> seconds) =>
                side.Episodes.SelectMany(all => all).Select(e => 1e3 * seconds(e) / e.Steps).Median();
            output.WriteLine(
                $"          {name}, ms per step and session: physics and render {Ms(e => e.ServerSeconds):F2}, transport "
                    + $"{Ms(e => e.StepSeconds - e.ServerSeconds):F2}, "
                    + $"C# {Ms(e => e.Seconds - e.StepSeconds):F2}; processor time with the resets: server "
                    + $"{side.ServerCpuMsPerStep.Median():F2}, "
                    + $"C# {side.CpuMsPerStep.Median():F2}; allocated in C# {side.BytesPerStep.Median() / 1024:F1} KiB per step"
            );
        }
    }

    /// <summary>What was measured of the harness, by episode.</summary>
    private sealed record HarnessSide(HarnessLoop Loop, bool PolicyLooks)
    {
        public List<BridgedEpisode[]> Episodes { get; } = [];

        public List<double> ServerCpuMsPerStep { get; } = [];

        public List<double> CpuMsPerStep { get; } = [];

        public List<double> BytesPerStep { get; } = [];

        public async Task RunAsync(EpisodeSpec episode)
        {
            var before = (Bytes: GC.GetTotalAllocatedBytes(precise: true), Server: Loop.ServerCpuMs(), Own: Environment.CpuUsage.TotalTime);
            var all = await Loop.RunAsync(episode, PolicyLooks);
            var steps = all.Sum(one => one.Steps);
            CpuMsPerStep.Add((Environment.CpuUsage.TotalTime - before.Own).TotalMilliseconds / steps);
            ServerCpuMsPerStep.Add((Loop.ServerCpuMs() - before.Server) / steps);
            BytesPerStep.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before.Bytes) / steps);
            Episodes.Add(all);
        }
    }
}
