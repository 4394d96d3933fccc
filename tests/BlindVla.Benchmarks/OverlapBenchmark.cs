using System.Globalization;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using MathNet.Numerics.Statistics;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Benchmarks;

/// <summary>
/// Episodes of a checkpoint in several sessions at a time, which step and render while a batch of others is in the network, against the
/// same episodes strictly one after another. The two take turns, since the speed of a shared machine drifts.
/// </summary>
internal static class OverlapBenchmark
{
    private static readonly (int Sessions, int Batch)[] Points = [(1, 1), (2, 1), (2, 2), (4, 1), (4, 2), (4, 4), (8, 2), (8, 4), (8, 8)];

    /// <param name="checkpoint">Folder of a checkpoint.</param>
    /// <param name="turns">Times that each of the two runs its episodes.</param>
    public static async Task RunAsync(Installation installation, string checkpoint, int turns, TextWriter output)
    {
        var most = Points.Max(point => point.Sessions);
        var episodes = Suites.Library(installation).Load("put-on-plate").Plan(0, most).Only("*/id/*").Episodes;
        var servers = Environment.ProcessorCount;
        var command = new ServerCommand(
            installation.Server,
            ["--assets", installation.Assets, "--max-sessions", $"{most}", "--die-with-parent"]
        );
        await using var pool = new ServerPool(command, servers, new(), new(), TimeProvider.System, NullLogger<ServerPool>.Instance);
        await pool.DescribeAsync(CancellationToken.None);
        var worlds = new List<IEnvironment>();
        for (var session = 0; session < most; session++)
            worlds.Add(await pool.OpenAsync(session, CancellationToken.None));
        await using var strict = await PolicyAsync(1);

        output.WriteLine(
            $"control steps per second, put-on-plate in distribution, {checkpoint}, {servers} server processes and cores; "
                + $"medians of {turns} turns"
        );
        output.WriteLine($"{"sessions", 8} {"batch", 6} {"strictly", 9} {"overlapped", 11} {"gain", 6}  half of the turns");
        var stages = new List<EpisodeResult>();
        foreach (var (sessions, batch) in Points)
        {
            await using var shared = await PolicyAsync(batch);
            var (alone, together) = (new List<double>(), new List<double>());
            // The first turn compiles, shaders too.
            for (var turn = 0; turn <= turns; turn++)
            {
                var one = await RateAsync(async () =>
                {
                    var results = new List<EpisodeResult>();
                    foreach (var episode in episodes[..sessions])
                        results.Add(await RunAsync(worlds[0], strict[0].Policy, episode));
                    return results;
                });
                var other = await RateAsync(async () =>
                    await Task.WhenAll(
                        episodes[..sessions].Select((episode, i) => Task.Run(() => RunAsync(worlds[i], shared[0].Policy, episode)))
                    )
                );
                if (turn > 0)
                {
                    stages.AddRange(one.Results);
                    alone.Add(one.Rate);
                    together.Add(other.Rate);
                }
            }
            var gains = alone.Zip(together, (before, now) => now / before).ToList();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sessions, 8} {batch, 6} {alone.Median(), 9:F1} {together.Median(), 11:F1} {gains.Median(), 6:F2}  "
                        + $"{gains.Quantile(0.25):F2} to {gains.Quantile(0.75):F2}"
                )
            );
        }
        foreach (var world in worlds)
            await world.DisposeAsync();
        double Ms(Func<EpisodeResult, double> seconds) => stages.Select(result => 1e3 * seconds(result) / result.Steps).Median();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"strictly, ms a step: simulator {Ms(result => result.SimSeconds):F1}, policy {Ms(result => result.PolicySeconds):F1}, "
                    + $"all {Ms(result => result.WallSeconds):F1}"
            )
        );

        Task<PolicySet> PolicyAsync(int batch) =>
            PolicySet.CreateAsync(PolicyGrammar.Shipped.ParseAll([("CHECKPOINT", $"torch:{checkpoint}?batch={batch}", "policy")]), []);
    }

    private static async Task<(IReadOnlyList<EpisodeResult> Results, double Rate)> RateAsync(Func<Task<IReadOnlyList<EpisodeResult>>> run)
    {
        var began = TimeProvider.System.GetTimestamp();
        var results = await run();
        return (results, results.Sum(result => result.Steps) / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<EpisodeResult> RunAsync(IEnvironment world, IPolicy policy, EpisodeSpec episode) =>
        await new EpisodeRunner(world, policy, TimeProvider.System).RunAsync(episode, [], CancellationToken.None);
}
