using System.Collections.Immutable;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using MathNet.Numerics.Statistics;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Benchmarks;

/// <summary>Trials per second of a gate that looks after every scene, and the harness's processor time for each, against the same trials in
/// a run that looks at nothing. The two take turns on the same servers.</summary>
internal static class GateRunBenchmark
{
    private const int Turns = 6;
    private const int EpisodesPerCell = 6;
    private const int Workers = 2;

    public static async Task RunAsync(Installation installation, TextWriter output)
    {
        var suite = Suites.Library(installation).Load("put-on-plate");
        // So narrow that nothing is decided before the episodes run out.
        var rules = new GateRules("never", suite.Name, 0.001, [], 0.0001, 0.999, 1, 1, null);
        var command = new ServerCommand(installation.Server, ["--assets", installation.Assets, "--max-sessions", "2", "--die-with-parent"]);
        await using var pool = new ServerPool(command, Workers, new(), new(), TimeProvider.System, NullLogger<ServerPool>.Instance);
        await using var policy = new HoldPolicy();
        ImmutableArray<NamedPolicy> sides = [new("baseline", policy), new("candidate", policy)];
        var (plain, gated) = (new List<Cost>(), new List<Cost>());
        // The first turn compiles.
        for (var turn = 0; turn <= Turns; turn++)
        {
            var episodes = suite.Plan((ulong)turn, EpisodesPerCell).Episodes;
            var options = EvaluationOptions.Default with { Workers = Workers };
            var one = await MeasureAsync(folder =>
                new Evaluator(pool, sides, options, new Silence(), TimeProvider.System).RunAsync(episodes, folder, CancellationToken.None)
            );
            var other = await MeasureAsync(folder =>
                new SequentialRun(rules, episodes, sides[0], sides[1]).RunAsync(
                    pool,
                    folder,
                    options,
                    new Silence(),
                    TimeProvider.System,
                    CancellationToken.None
                )
            );
            if (turn > 0)
            {
                plain.Add(one);
                gated.Add(other);
            }

            async Task<Cost> MeasureAsync(Func<RunFolder, Task> run)
            {
                using var place = new TemporaryFolder();
                var spec = await pool.DescribeAsync(CancellationToken.None);
                var record = RunRecord.Begin(
                    new(
                        new(suite.Name, $"{suite.Version}", suite.Sha256),
                        new("benchmark", null),
                        EnvironmentIdentity.Of(spec),
                        [.. sides.Select(PolicyIdentity.Of)],
                        SuccessRule.AtEnd,
                        (ulong)turn,
                        EpisodesPerCell,
                        Only: null,
                        Shard: null
                    ),
                    new(Workers, 1, 60, "none"),
                    2 * episodes.Length,
                    TimeProvider.System
                );
                using var folder = RunFolder.Open(place["run"], record, resume: false, TimeProvider.System);
                var (begun, used) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
                await run(folder);
                return new(
                    folder.Trials.Count / TimeProvider.System.GetElapsedTime(begun).TotalSeconds,
                    (Environment.CpuUsage.TotalTime - used).TotalMilliseconds / folder.Trials.Count
                );
            }
        }
        await output.WriteLineAsync(
            $"{2 * EpisodesPerCell} trials in each of {suite.Plan(0, 1).Episodes.Length} cells of {suite.Name}, {Workers} workers, "
                + "the two in turns"
        );
        await output.WriteLineAsync(Compared("trials/s", cost => cost.TrialsPerSecond));
        await output.WriteLineAsync(Compared("ms of the harness's processor time a trial", cost => cost.Milliseconds));

        string Compared(string unit, Func<Cost, double> part)
        {
            var ratios = plain.Zip(gated, (one, other) => part(other) / part(one)).ToList();
            return $"a run {plain.Select(part).Median():0.00} {unit}, a gate's run {gated.Select(part).Median():0.00}; ratio "
                + $"{ratios.Median():0.000} ({ratios.Minimum():0.000} to {ratios.Maximum():0.000})";
        }
    }

    private readonly record struct Cost(double TrialsPerSecond, double Milliseconds);

    private sealed class Silence : IEvaluationObserver
    {
        public void OnPlanned(RunProgress progress) { }

        public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) { }

        public void OnMeasured(WorkerRate measured, int workers) { }

        public void OnTrial(TrialRecord trial, RunProgress progress) { }
    }
}
