using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Benchmarks;

/// <summary>Simulates gates and intervals on chance alone: whether they err as seldom as they say, and how many episodes looking early
/// saves.</summary>
internal static class GateCalibration
{
    private const int Gates = 10_000;
    private const double Alpha = 0.05;

    // The shipped suite of the paper's environments.
    private const int SharedCells = 14;
    private const int SharedScenesCount = 50;
    private const double SharedMargin = 0.03;
    private const double SharedDiscordance = 0.1;

    public static void Run(TextWriter output)
    {
        output.WriteLine("what,pairs,margin,discordance,difference,wrong_or_covered,decided,mean_pairs,fixed_plan");
        foreach (var discordance in new[] { 0.05, 0.1, 0.2, 0.32 })
        {
            foreach (var margin in new[] { 0.03, 0.05, 0.1 })
            {
                if (margin < discordance)
                    Sequential(output, "wrong_pass", margin, discordance, -margin, Verdict.Pass);
                Sequential(output, "wrong_regression", margin, discordance, 0, Verdict.Regression);
                Sequential(output, "right_pass", margin, discordance, 0, Verdict.Pass);
            }
        }
        foreach (var correlation in new[] { 0, 0.05, 0.1, 0.3, 0.65 })
        {
            Shared(output, correlation, -SharedMargin, Verdict.Pass);
            Shared(output, correlation, 0, Verdict.Regression);
        }
        foreach (var pairs in new[] { 30, 100, 300 })
        {
            foreach (var (discordance, difference) in new[] { (0.1, 0.0), (0.3, 0.0), (0.3, -0.1), (0.2, -0.05) })
                Coverage(output, pairs, discordance, difference);
        }
        foreach (var pairs in new[] { 20, 50, 200 })
        {
            foreach (var rate in new[] { 0.05, 0.5, 0.9 })
                RateCoverage(output, pairs, rate);
        }
    }

    /// <summary>A gate with one claim, looked at after every pair until it decides or twice the fixed plan is used up.</summary>
    private static void Sequential(TextWriter output, string what, double margin, double discordance, double difference, Verdict counted)
    {
        var random = KeyedRandom.Create(1, "gate-calibration", what, $"{margin}", $"{discordance}");
        var rules = new GateRules("calibration", "none", margin, ImmutableArray<ProtectedScope>.Empty, Alpha, 0.8, 0, 0, null);
        var plan = PairPlanning.PairsNeeded(margin, discordance);
        var (hits, decided, used) = (0, 0, 0L);
        for (var i = 0; i < Gates; i++)
        {
            var gate = new SequentialGate(rules);
            var pairs = 0;
            while (gate.Verdict == Verdict.Inconclusive && pairs < 2 * plan)
            {
                var (baseline, candidate) = Pair(random, discordance, difference);
                gate.Add([Condition.Everything], baseline, candidate);
                pairs++;
            }
            hits += gate.Verdict == counted ? 1 : 0;
            decided += gate.Verdict == Verdict.Inconclusive ? 0 : 1;
            used += pairs;
        }
        Write(
            output,
            what,
            2 * plan,
            margin,
            discordance,
            difference,
            (double)hits / Gates,
            (double)decided / Gates,
            (double)used / Gates,
            plan
        );
    }

    /// <summary>
    /// A gate with one claim over fourteen cells that share fifty scenes, judged as a sample of fixed size and looked at after each scene.
    /// With the chance that gives the correlation, all pairs of a scene come to the same.
    /// </summary>
    private static void Shared(TextWriter output, double correlation, double difference, Verdict wrong)
    {
        var random = KeyedRandom.Create(1, "gate-calibration-shared", $"{correlation}", $"{difference}");
        var rules = new GateRules("calibration", "none", SharedMargin, ImmutableArray<ProtectedScope>.Empty, Alpha, 0.8, 0, 0, null);
        var (asSample, lookedAt) = (0, 0);
        for (var i = 0; i < Gates; i++)
        {
            var gate = new SequentialGate(rules);
            var pairs = new List<(string Scene, bool Baseline, bool Candidate)>(SharedScenesCount * SharedCells);
            var early = Verdict.Inconclusive;
            for (var scene = 0; scene < SharedScenesCount; scene++)
            {
                var common = random.NextDouble() < correlation ? Pair(random, SharedDiscordance, difference) : ((bool, bool)?)null;
                var own = Enumerable.Range(0, SharedCells).Select(_ => common ?? Pair(random, SharedDiscordance, difference)).ToList();
                gate.AddScene([.. own.Select(pair => ((IReadOnlyCollection<string>)[Condition.Everything], pair.Item1, pair.Item2))]);
                early = early == Verdict.Inconclusive ? gate.Verdict : early;
                pairs.AddRange(own.Select(pair => ($"{scene}", pair.Item1, pair.Item2)));
            }
            lookedAt += early == wrong ? 1 : 0;
            asSample += IsWrong(pairs, wrong) ? 1 : 0;
        }
        foreach (var (what, count) in new[] { ("fixed", asSample), ("sequential", lookedAt) })
        {
            var name = $"shared_{(wrong == Verdict.Pass ? "wrong_pass" : "wrong_regression")}_{what}_correlation_{correlation:0.##}";
            Write(
                output,
                name,
                SharedScenesCount * SharedCells,
                SharedMargin,
                SharedDiscordance,
                difference,
                (double)count / Gates,
                null,
                null,
                null
            );
        }
    }

    private static bool IsWrong(List<(string Scene, bool Baseline, bool Candidate)> pairs, Verdict wrong)
    {
        var counts = PairedCounts.Of(pairs.Select(pair => (pair.Baseline, pair.Candidate)));
        var shared = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, (pair.Candidate ? 1 : 0) - (pair.Baseline ? 1 : 0)))]);
        return wrong == Verdict.Pass
            ? DifferenceInterval.Tango(counts, shared, 1 - (2 * Alpha)).Low > -SharedMargin
            : PairedTest.McNemarDrop(counts, shared) <= Alpha;
    }

    /// <summary>How often Tango's 95 % interval holds the truth.</summary>
    private static void Coverage(TextWriter output, int pairs, double discordance, double difference)
    {
        var random = KeyedRandom.Create(1, "tango-coverage", $"{pairs}", $"{discordance}", $"{difference}");
        var covered = 0;
        for (var i = 0; i < Gates; i++)
        {
            var interval = DifferenceInterval.Tango(
                PairedCounts.Of(Enumerable.Range(0, pairs).Select(_ => Pair(random, discordance, difference)))
            );
            covered += interval.Low <= difference && difference <= interval.High ? 1 : 0;
        }
        Write(output, "tango_coverage", pairs, null, discordance, difference, (double)covered / Gates, null, null, null);
    }

    /// <summary>How often Wilson's 95 % interval holds the truth.</summary>
    private static void RateCoverage(TextWriter output, int trials, double rate)
    {
        var random = KeyedRandom.Create(1, "wilson-coverage", $"{trials}", $"{rate}");
        var covered = 0;
        for (var i = 0; i < Gates; i++)
        {
            var successes = Enumerable.Range(0, trials).Count(_ => random.NextDouble() < rate);
            var interval = BinomialInterval.Wilson(successes, trials);
            covered += interval.Low <= rate && rate <= interval.High ? 1 : 0;
        }
        Write(output, "wilson_coverage", trials, null, null, rate, (double)covered / Gates, null, null, null);
    }

    private static (bool Baseline, bool Candidate) Pair(KeyedRandom random, double discordance, double difference)
    {
        var u = random.NextDouble();
        var (won, lost) = ((discordance + difference) / 2, (discordance - difference) / 2);
        return u < won ? (false, true)
            : u < won + lost ? (true, false)
            : (true, true);
    }

    private static void Write(TextWriter output, params object?[] values) =>
        output.WriteLine(
            string.Join(
                ',',
                values.Select(value =>
                    value switch
                    {
                        null => "",
                        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
                        _ => $"{value}",
                    }
                )
            )
        );
}
