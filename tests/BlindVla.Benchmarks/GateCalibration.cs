using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Benchmarks;

/// <summary>Simulates gates and intervals on chance alone: whether they err as seldom as they say, whether a plan has the power that it
/// promises, and how many episodes looking early saves.</summary>
internal static class GateCalibration
{
    private const double Alpha = 0.05;
    private const double Discordance = 0.1;
    private const int Intervals = 10_000;

    private const string Fixed = "fixed";
    private const string Anytime = "anytime";

    private static readonly string[] _tests = [Fixed, "calibrated", Anytime];

    /// <summary>Writes <c>gate.csv</c>, <c>intervals.csv</c> and <c>unpaired.csv</c>.</summary>
    /// <param name="gates">Of each row of the first.</param>
    public static void Run(string folder, int gates)
    {
        using (var gate = File.CreateText(Path.Combine(folder, "gate.csv")))
            Gates(gate, gates);
        using (var intervals = File.CreateText(Path.Combine(folder, "intervals.csv")))
            Coverages(intervals);
        Unpaired(folder);
    }

    /// <summary>Writes <c>unpaired.csv</c>: not by chance, but by counting all tables.</summary>
    public static void Unpaired(string folder)
    {
        using var output = File.CreateText(Path.Combine(folder, "unpaired.csv"));
        output.WriteLine("baseline_trials,candidate_trials,margin,wrong_pass,at_baseline_rate,wrong_regression,at_rate");
        int[] sizes = [20, 30, 50, 100, 200, 400];
        var rows = sizes.SelectMany(baseline => sizes.Select(candidate => new UnpairedErrors(baseline, candidate, Alpha)));
        foreach (
            var rowsOfSizes in rows.AsParallel()
                .AsOrdered()
                .Select(errors => errors.Rows([0.03, 0.05, 0.1]).Select(row => Line([.. row])).ToList())
        )
            rowsOfSizes.ForEach(output.WriteLine);
    }

    private static void Gates(TextWriter output, int gates)
    {
        output.WriteLine(
            "gate,claims,cells,margin,power,discordance,correlation,candidate,test,gates,pass,regression,mean_episodes,of_the_plan,plan,"
                + "promised_power"
        );
        var rows = Models()
            .SelectMany(model =>
                model.Candidates.SelectMany(candidate =>
                    _tests
                        .Where(test => test == Fixed || model.Plan is not null)
                        .Select(test => (Model: model, Candidate: candidate, Test: test))
                )
            );
        foreach (
            var line in rows.AsParallel()
                .AsOrdered()
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(row => Simulate(gates, row.Model, row.Candidate, row.Test))
        )
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static void Coverages(TextWriter output)
    {
        output.WriteLine("what,pairs,discordance,truth,covered");
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

    private static IEnumerable<GateModel> Models()
    {
        foreach (var discordance in new[] { 0.05, 0.1, 0.2, 0.32 })
        {
            foreach (var margin in new[] { 0.03, 0.05, 0.1 })
                yield return GateModel.OneCell(margin, power: 0.9, discordance);
        }
        yield return GateModel.OneCell(0.3, power: 0.9, 0.35);
        foreach (var discordance in new[] { 0, 0.01, 0.02, 0.03 })
        {
            foreach (var margin in new[] { 0.03, 0.05, 0.1, 0.3 })
                yield return GateModel.HardlyDiscordant(margin, discordance);
        }
        foreach (var correlation in new[] { 0, 0.1, 0.3, 0.65 })
        {
            yield return GateModel.OneClaim(cells: 4, margin: 0.05, Discordance, correlation);
            yield return GateModel.OneClaim(cells: 14, margin: 0.03, Discordance, correlation);
            yield return GateModel.PutOnPlate(Discordance, correlation);
            yield return GateModel.Ood(Discordance, correlation);
            yield return GateModel.FourteenClaims(Discordance, correlation);
            yield return GateModel.OneClaim(cells: 4, margin: 0.1, 0.15, correlation);
            yield return GateModel.OneClaim(cells: 14, margin: 0.1, 0.2, correlation);
            yield return GateModel.LargeAndSmall(0.2, correlation);
        }
        foreach (var correlation in new[] { 0, 0.3, 0.65 })
        {
            foreach (var cells in new[] { 4, 14 })
            {
                foreach (var (first, others) in new[] { (20, 20), (30, 30), (60, 60), (100, 20), (150, 30), (300, 60) })
                {
                    yield return GateModel.Unplanned(cells, first, others, margin: 0.1, 0.2, correlation);
                    yield return GateModel.Unplanned(cells, first, others, margin: 0.05, 0.1, correlation);
                }
            }
        }
        yield return GateModel.Hopeless(cells: 1, margin: 0.05, correlation: 0);
        yield return GateModel.Hopeless(cells: 1, margin: 0.1, correlation: 0);
        foreach (var correlation in new[] { 0, 0.65 })
        {
            yield return GateModel.Hopeless(cells: 4, margin: 0.05, correlation);
            yield return GateModel.Hopeless(cells: 14, margin: 0.05, correlation);
        }
    }

    /// <summary>A row: as samples of the planned size, or looked at after each scene.</summary>
    private static string Simulate(int gates, GateModel model, CandidateModel candidate, string test)
    {
        var random = KeyedRandom.Create(1, "gate-calibration", model.Name, candidate.Name, test);
        var (passes, regressions, episodes) = (0, 0, 0L);
        for (var i = 0; i < gates; i++)
        {
            var (verdict, took) = test == Fixed ? model.Judge(candidate, random) : model.Run(candidate, random, test == Anytime);
            passes += verdict == Verdict.Pass ? 1 : 0;
            regressions += verdict == Verdict.Regression ? 1 : 0;
            episodes += took;
        }
        return Line(
            model.Name,
            model.Rules.Claims.Length,
            model.Cells,
            model.Rules.Margin,
            model.Rules.Power,
            candidate.Discordance ?? model.Discordance,
            model.Correlation,
            candidate.Name,
            test,
            gates,
            (double)passes / gates,
            (double)regressions / gates,
            (double)episodes / gates,
            (double)episodes / gates / model.Plan?.Episodes,
            model.Plan?.Episodes,
            model.Plan?.Power
        );
    }

    /// <summary>How often Tango's 95 % interval holds the truth.</summary>
    private static void Coverage(TextWriter output, int pairs, double discordance, double difference)
    {
        var random = KeyedRandom.Create(1, "tango-coverage", $"{pairs}", $"{discordance}", $"{difference}");
        var covered = 0;
        for (var i = 0; i < Intervals; i++)
        {
            var interval = DifferenceInterval.Tango(
                PairedCounts.Of(Enumerable.Range(0, pairs).Select(_ => Pair(random, discordance, difference)))
            );
            covered += interval.Low <= difference && difference <= interval.High ? 1 : 0;
        }
        output.WriteLine(Line("tango_coverage", pairs, discordance, difference, (double)covered / Intervals));
    }

    /// <summary>How often Wilson's 95 % interval holds the truth.</summary>
    private static void RateCoverage(TextWriter output, int trials, double rate)
    {
        var random = KeyedRandom.Create(1, "wilson-coverage", $"{trials}", $"{rate}");
        var covered = 0;
        for (var i = 0; i < Intervals; i++)
        {
            var successes = Enumerable.Range(0, trials).Count(_ => random.NextDouble() < rate);
            var interval = BinomialInterval.Wilson(successes, trials);
            covered += interval.Low <= rate && rate <= interval.High ? 1 : 0;
        }
        output.WriteLine(Line("wilson_coverage", trials, null, rate, (double)covered / Intervals));
    }

    private static (bool Baseline, bool Candidate) Pair(KeyedRandom random, double discordance, double difference)
    {
        var u = random.NextDouble();
        var (won, lost) = ((discordance + difference) / 2, (discordance - difference) / 2);
        return u < won ? (false, true)
            : u < won + lost ? (true, false)
            : (true, true);
    }

    private static string Line(params object?[] values) =>
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
        );
}
