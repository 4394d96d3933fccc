using System.Net;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Policies;
using BlindVla.Policies.Remote;
using MathNet.Numerics.Statistics;

namespace BlindVla.Benchmarks;

/// <summary>
/// What an action costs more behind a server on this machine than in this process, against a socket that echoes the question's bytes. The
/// sides take turns after every few questions. On a machine that does other things, too, threads that wait for a turn are most of the time
/// that passes: then the processor's time says more.
/// </summary>
internal static class RemoteBenchmark
{
    private const int Rounds = 60;
    private const int QuestionsOfARound = 10;

    // .NET compiles what is called often once more.
    private const int WarmUpRounds = 100;
    private const int Edge = 224;
    private static readonly string[] Protocols = ["openpi", "vla-eval", "openvla", "groot"];

    /// <param name="protocols">All where there is none.</param>
    public static async Task RunAsync(Installation installation, string[] protocols, TextWriter output)
    {
        var picture = PictureFile.Read(Path.Combine(installation.Root, "tests", "golden", "openvla-a", $"input_0_{Edge}x{Edge}.png"));
        output.WriteLine($"an action with a picture of {Edge}x{Edge}: medians of {Rounds} rounds of {QuestionsOfARound}, microseconds");
        output.WriteLine(
            $"{"", -10} {"KiB", 7} {"in process", 11} {"served", 8} {"echo", 6} {"ratio", 6}   processor: {"served", 8} {"echo", 6} "
                + $"{"ratio", 6} {"KiB allocated", 14}"
        );
        foreach (var protocol in protocols.Length > 0 ? protocols : Protocols)
            await MeasureAsync(protocol, picture, output);
    }

    private static async Task MeasureAsync(string protocol, Picture picture, TextWriter output)
    {
        using var folder = new TemporaryFolder();
        var mapping = Mapping(protocol, Path.Combine(folder.Path, $"{protocol}.yaml"));
        await using var policy = new HoldPolicy();
        await using var server = await PolicyServer.StartAsync(
            policy,
            MappingFile.Load(mapping),
            new(IPAddress.Loopback, 0),
            apiKey: null,
            TimeProvider.System,
            CancellationToken.None
        );
        var spec = $"{protocol}:{server.Address}?mapping={mapping}";
        var bytes = await CountAsync(spec, server.Address, picture);
        await using var remote = await ConnectAsync(spec);
        await using var here = policy.BeginEpisode(Brief);
        await using var away = remote.BeginEpisode(Brief);
        using var echo = new SocketEcho(bytes);
        var seen = Seen(remote.Spec, picture);
        var inProcess = new Side(async () => await here.PredictAsync(seen, CancellationToken.None));
        var served = new Side(async () => await away.PredictAsync(seen, CancellationToken.None));
        var echoed = new Side(echo.AskAsync);
        Side[] sides = [inProcess, served, echoed];
        for (var round = 0; round < WarmUpRounds + Rounds; round++)
        {
            for (var k = 0; k < sides.Length; k++)
                await sides[(k + round) % sides.Length].AskAsync(isMeasured: round >= WarmUpRounds);
        }
        double Ratio(Func<Side, List<double>> of) =>
            of(served).Zip(of(inProcess), of(echoed)).Select(t => (t.First - t.Second) / t.Third).Median();
        output.WriteLine(
            $"{protocol, -10} {bytes / 1024.0, 7:F1} {inProcess.Wall.Median(), 11:F1} {served.Wall.Median(), 8:F0} "
                + $"{echoed.Wall.Median(), 6:F0} {Ratio(side => side.Wall), 6:F1}              "
                + $"{served.Processor.Median(), 8:F0} {echoed.Processor.Median(), 6:F0} "
                + $"{Ratio(side => side.Processor), 6:F1} {served.Allocated.Median() / 1024, 14:F0}"
        );
    }

    private static EpisodeBrief Brief { get; } = new("benchmark", "put carrot on plate", 0, [0, 0, 0, 0, 0, 0, 1]);

    private static Observation Seen(PolicySpec spec, Picture picture) =>
        new(
            0,
            [.. spec.Cameras.Select(camera => new ImageFrame(camera.Name, picture.Width, picture.Height, picture.Rgb, 0))],
            new float[spec.State.Sum(part => part.Length)],
            null
        );

    /// <summary>The shipped mapping, with pictures of one size.</summary>
    private static string Mapping(string protocol, string path)
    {
        var name = MappingFile.DefaultFor(protocol);
        var text = File.ReadAllText(Path.Combine(MappingFile.Folder, $"{name}.yaml"));
        File.WriteAllText(path, text.Replace($"name: {name}", $"name: {protocol}").Replace("size: 256x256", $"size: {Edge}x{Edge}"));
        return path;
    }

    /// <summary>Bytes of a question, by a relay that counts.</summary>
    private static async Task<int> CountAsync(string spec, Uri server, Picture picture)
    {
        const int Questions = 8;
        using var relay = new CountingRelay(server);
        await using var policy = await ConnectAsync(spec.Replace($":{server.Port}", $":{relay.Port}", StringComparison.Ordinal));
        await using var session = policy.BeginEpisode(Brief);
        var seen = Seen(policy.Spec, picture);
        await session.PredictAsync(seen, CancellationToken.None);
        var before = relay.Passed;
        for (var i = 0; i < Questions; i++)
            await session.PredictAsync(seen, CancellationToken.None);
        return (int)((relay.Passed - before) / Questions);
    }

    /// <summary>On a thread of its own: whoever waits must not be the one who reads for the server.</summary>
    private static Task<IPolicy> ConnectAsync(string spec) => Task.Run(PolicyGrammar.Shipped.Kinds.Parse(spec).Create);

    /// <summary>What was measured of one way to ask, by round.</summary>
    private sealed record Side(Func<Task> Ask)
    {
        public List<double> Wall { get; } = [];

        public List<double> Processor { get; } = [];

        public List<double> Allocated { get; } = [];

        public async Task AskAsync(bool isMeasured)
        {
            var (began, processor) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var allocated = GC.GetTotalAllocatedBytes();
            for (var i = 0; i < QuestionsOfARound; i++)
                await Ask();
            if (!isMeasured)
                return;
            Wall.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds / QuestionsOfARound);
            Processor.Add((Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / QuestionsOfARound);
            Allocated.Add((double)(GC.GetTotalAllocatedBytes() - allocated) / QuestionsOfARound);
        }
    }
}
