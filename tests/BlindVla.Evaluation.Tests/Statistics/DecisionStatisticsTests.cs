using BlindVla.Core;
using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation.Tests.Statistics;

/// <summary>Known answers of the formulas that a verdict rests on, and their meaning by enumeration.</summary>
public sealed class DecisionStatisticsTests
{
    [TestCase(0, 20, 0.0000, 0.1611, 0.0000, 0.1684)]
    [TestCase(10, 10, 0.7225, 1.0000, 0.6915, 1.0000)]
    [TestCase(45, 50, 0.7864, 0.9565, 0.7819, 0.9667)]
    [TestCase(475, 500, 0.9272, 0.9659, 0.9271, 0.9674)]
    public void Intervals_OfOneRate_AreThePublishedOnes(
        int k,
        int n,
        double wilsonLow,
        double wilsonHigh,
        double exactLow,
        double exactHigh
    )
    {
        var (wilson, exact) = (BinomialInterval.Wilson(k, n), BinomialInterval.ClopperPearson(k, n));

        Assert.That((wilson.Low, wilson.High), Is.EqualTo((wilsonLow, wilsonHigh)).Using<(double, double)>(Near));
        Assert.That((exact.Low, exact.High), Is.EqualTo((exactLow, exactHigh)).Using<(double, double)>(Near));
    }

    /// <summary>Method 6 of table II of Newcombe 1998, Statistics in Medicine 17:873, and two of a likelihood that was made the largest by
    /// bisection, without the cubic.</summary>
    [TestCase(56, 70, 48, 80, 0.0528, 0.3382)]
    [TestCase(9, 10, 3, 10, 0.1700, 0.8406)]
    [TestCase(6, 7, 2, 7, 0.0342, 0.8534)]
    [TestCase(5, 56, 0, 29, -0.0326, 0.1933)]
    [TestCase(0, 10, 0, 20, -0.1658, 0.2844)]
    [TestCase(0, 10, 0, 10, -0.2879, 0.2879)]
    [TestCase(10, 10, 0, 20, 0.7156, 1.0000)]
    [TestCase(10, 10, 0, 10, 0.6636, 1.0000)]
    [TestCase(470, 500, 475, 500, -0.0392, 0.0188)]
    [TestCase(20, 20, 400, 400, -0.1614, 0.0095)]
    public void MiettinenNurminen_IsThePublishedOne(int k1, int n1, int k2, int n2, double low, double high)
    {
        var interval = DifferenceInterval.MiettinenNurminen(UnpairedTable.Of(k1, n1, k2, n2));

        Assert.That((interval.Low, interval.High), Is.EqualTo((low, high)).Using<(double, double)>(Near));
    }

    /// <summary>By sums of fractions, and a likelihood that was made the largest by bisection.</summary>
    [TestCase(18, 20, 17, 20, -0.13947, 0.24366)]
    [TestCase(20, 20, 20, 20, -0.13911, 0.13911, Description = "0.05 is the twentieth power of 1 - 0.13911")]
    [TestCase(60, 60, 60, 60, -0.04870, 0.04870)]
    [TestCase(90, 100, 60, 80, 0.05806, 0.24734)]
    [TestCase(300, 500, 350, 500, -0.14911, -0.05045)]
    public void IntervalOfUnpairedRates_IsNoSurerThanOneOfThemAlone(int k1, int n1, int k2, int n2, double low, double high)
    {
        var interval = UnpairedTable.Of(k1, n1, k2, n2).IntervalAt(0.9);

        Assert.That(interval.Low, Is.EqualTo(low).Within(1e-5));
        Assert.That(interval.High, Is.EqualTo(high).Within(1e-5));
    }

    /// <summary>A mean over cells that is no whole number of successes says no more than the whole numbers around it.</summary>
    [Test]
    public void IntervalOfUnpairedRates_OfNoWholeNumbers_LiesAroundThoseOfWholeOnes()
    {
        var between = new UnpairedTable(0.905, 100, 0.855, 100);

        Assert.That(between.P, Is.EqualTo(UnpairedTable.Of(90, 100, 86, 100).P).Within(1e-12));
        Assert.That(between.DropP, Is.EqualTo(UnpairedTable.Of(91, 100, 85, 100).DropP).Within(1e-12));
        Assert.That(new UnpairedTable(0.1 + 0.2, 10, 0.3, 10).P, Is.EqualTo(1), "the last bit of a sum is no success");
    }

    /// <summary>What the text of results/calibration says, at one of its points: no pass of a candidate that is worse by the margin beyond
    /// 0.052, no regression of one that is as good beyond alpha.</summary>
    [Test]
    public void UnpairedVerdicts_AtTheEdge_ErrAsSeldomAsIsSaid()
    {
        const int Trials = 100;
        const double Margin = 0.1;
        var (passes, drops) = (new bool[Trials + 1, Trials + 1], new bool[Trials + 1, Trials + 1]);
        for (var candidate = 0; candidate <= Trials; candidate++)
        {
            for (var baseline = 0; baseline <= Trials; baseline++)
            {
                var table = UnpairedTable.Of(candidate, Trials, baseline, Trials);
                passes[candidate, baseline] = candidate > baseline - 30 && table.IntervalAt(0.9).Low > -Margin;
                drops[candidate, baseline] = candidate < baseline && table.DropP <= 0.05;
            }
        }
        double Share(bool[,] found, double candidateRate, double baselineRate)
        {
            double[] Chances(double rate) => [.. Enumerable.Range(0, Trials + 1).Select(k => Binomial.PMF(rate, Trials, k))];
            var (c, b) = (Chances(candidateRate), Chances(baselineRate));
            return Enumerable.Range(0, Trials + 1).Sum(x => c[x] * Enumerable.Range(0, Trials + 1).Where(y => found[x, y]).Sum(y => b[y]));
        }

        var rates = Enumerable.Range(0, 19).Select(i => 0.1 + (0.05 * i)).ToList();
        var (wrongPass, wrongDrop) = (rates.Max(rate => Share(passes, rate - Margin, rate)), rates.Max(rate => Share(drops, rate, rate)));

        Assert.That(wrongPass, Is.InRange(0.045, 0.052));
        Assert.That(wrongDrop, Is.InRange(0.03, 0.05));
    }

    [TestCase(36, 12, 2, 0, 0.0611, 0.3447)]
    [TestCase(36, 14, 0, 0, 0.1747, 0.4167)]
    [TestCase(43, 0, 1, 0, -0.1181, 0.0594)]
    [TestCase(53, 0, 0, 1, -0.0664, 0.0664)]
    [TestCase(80, 4, 10, 6, -0.1417, 0.0150)]
    [TestCase(440, 15, 30, 15, -0.0578, -0.0039)]
    public void Tango_IsThePublishedOne(int both, int onlyCandidate, int onlyBaseline, int neither, double low, double high)
    {
        var interval = DifferenceInterval.Tango(new(both, onlyCandidate, onlyBaseline, neither));

        Assert.That((interval.Low, interval.High), Is.EqualTo((low, high)).Using<(double, double)>(Near));
    }

    /// <summary>Of pairs that all end alike the bound is 1 - alpha^(1/n), by hand; with one loss Clopper's and Pearson's, of 100 pairs 4.66
    /// points (R's binom.test); with a win it is Tango's.</summary>
    [TestCase(25, 0, 0, 0.1129)]
    [TestCase(28, 0, 0, 0.1015)]
    [TestCase(29, 0, 0, 0.0981)]
    [TestCase(100, 0, 1, 0.0466)]
    public void LowerBound_WhereNothingWasWon_IsThatOfTheLosses(int pairs, int won, int lost, double drop)
    {
        Assert.That(-DifferenceInterval.LowerBound(pairs, won, lost, 0.05), Is.EqualTo(drop).Within(5e-5));
        Assert.That(DifferenceInterval.LowerBound(pairs, 1, lost, 0.05), Is.EqualTo(DifferenceInterval.Tango(pairs, 1, lost, 0.9).Low));
    }

    /// <summary>A plan asks whether a drop is excluded, a verdict for the bound: one answer, of whole numbers or not.</summary>
    [Test]
    public void Excludes_IsWhatLowerBoundSays([Values(0.03, 0.05, 0.1, 0.3)] double drop, [Values(0.05, 0.025)] double alpha)
    {
        var excluded = 0;
        foreach (var pairs in new[] { 2, 9, 28.5, 29, 30, 59, 60.7, 99, 140 })
        {
            foreach (var won in new[] { 0, 0.4, 1, 3 })
            {
                for (var lost = 0.0; lost + won <= pairs; lost += 0.75)
                {
                    var bound = DifferenceInterval.LowerBound(pairs, won, lost, alpha);
                    var excludes = DifferenceInterval.Excludes(drop, pairs, won, lost, alpha);

                    Assert.That(excludes, Is.EqualTo(bound > -drop), $"{won} won and {lost} lost of {pairs}");
                    excluded += excludes ? 1 : 0;
                }
            }
        }

        Assert.That(excluded, Is.GreaterThan(10));
    }

    /// <summary>Counting all samples of a candidate that is worse by the margin and wins next to nothing: 25 pairs at 10 points, 7 at 30,
    /// 52 at 5 and 88 at 3 were passed in 0.069 to 0.082 by Tango's bound alone.</summary>
    [Test]
    public void LowerBound_OfACandidateThatWinsNextToNothing_ExcludesTheMarginInNoMoreThanAlpha(
        [Values(0.03, 0.05, 0.1, 0.3)] double margin,
        [Values(0, 0.001, 0.003, 0.01)] double won
    )
    {
        int[] sizes = [7, 9, 25, 29, 30, 49, 52, 59, 62, 77, 88, 93, 99, 120];

        Assert.That(sizes.Max(Passed), Is.InRange(0.02, 0.0545), "Tango's bound has jumps of half a hundredth where something is won");

        double Passed(int pairs)
        {
            var sum = 0.0;
            for (var wins = 0; wins <= Math.Min(pairs, 12); wins++)
            {
                for (var losses = 0; DifferenceInterval.Excludes(margin, pairs, wins, losses, 0.05); losses++)
                {
                    sum += Binomial.PMF(won, pairs, wins) * Binomial.PMF((margin + won) / (1 - won), pairs - wins, losses);
                }
            }
            return sum;
        }
    }

    /// <summary>An interval excludes 0 exactly where the p beside it does, of whole numbers or not; elsewhere it is Tango's.</summary>
    [Test]
    public void OfPairs_ExcludesZeroWhereMcNemarDoes([Values(0.9, 0.95, 0.98)] double confidence, [Values(1, 1.37, 4)] double effect)
    {
        var stretched = 0;
        for (var won = 0; won <= 24; won++)
        {
            for (var lost = 0; lost <= 24; lost++)
            {
                var (counts, shared) = (new PairedCounts(100, won, lost, 7), new SharedScenes(50, effect));
                var (interval, tango) = (
                    DifferenceInterval.OfPairs(counts, shared, confidence),
                    DifferenceInterval.Tango(counts, shared, confidence)
                );
                var excludes = interval.Low > 0 || interval.High < 0;

                Assert.That(excludes, Is.EqualTo(PairedTest.McNemar(counts, shared) <= 1 - confidence), $"{won} won, {lost} lost");
                Assert.That(interval, Is.EqualTo(tango).Or.EqualTo(tango with { High = 0 }).Or.EqualTo(tango with { Low = 0 }));
                stretched += interval == tango ? 0 : 1;
            }
        }

        Assert.That(stretched, Is.InRange(1, 150));
    }

    [TestCase(36, 12, 2, 0, 0.0569, 0.3404)]
    [TestCase(53, 0, 0, 1, -0.0729, 0.0729)]
    public void NewcombePaired_IsThePublishedOne(int both, int onlyCandidate, int onlyBaseline, int neither, double low, double high)
    {
        var interval = DifferenceInterval.NewcombePaired(new(both, onlyCandidate, onlyBaseline, neither));

        Assert.That((interval.Low, interval.High), Is.EqualTo((low, high)).Using<(double, double)>(Near));
    }

    [TestCase(10, 3, 0.09229)]
    [TestCase(8, 2, 0.10938)]
    [TestCase(15, 5, 0.04139)]
    [TestCase(20, 10, 0.09874)]
    [TestCase(0, 6, 0.03125)]
    [TestCase(0, 5, 0.06250)]
    [TestCase(1, 9, 0.02148)]
    [TestCase(0, 0, 1)]
    public void McNemar_IsThePublishedOne(int onlyCandidate, int onlyBaseline, double p) =>
        Assert.That(PairedTest.McNemar(new(3, onlyCandidate, onlyBaseline, 4)), Is.EqualTo(p).Within(5e-6));

    [Test]
    public void McNemar_OfEverySplit_IsTheShareOfSplitsAsUneven([Range(1, 9)] int discordant)
    {
        for (var b = 0; b <= discordant; b++)
        {
            var distance = Math.Abs((2 * b) - discordant);
            var ways = Enumerable.Range(0, 1 << discordant).ToList();
            bool IsAsUneven(int way) => Math.Abs((2 * System.Numerics.BitOperations.PopCount((uint)way)) - discordant) >= distance;
            bool IsExactly(int way) => Math.Abs((2 * System.Numerics.BitOperations.PopCount((uint)way)) - discordant) == distance;
            var counts = new PairedCounts(0, b, discordant - b, 0);

            Assert.That(PairedTest.McNemar(counts), Is.EqualTo((double)ways.Count(IsAsUneven) / ways.Count).Within(1e-12));
            Assert.That(
                PairedTest.McNemarMidP(counts),
                Is.EqualTo((ways.Count(IsAsUneven) - (0.5 * ways.Count(IsExactly))) / ways.Count).Within(1e-12)
            );
            Assert.That(
                PairedTest.McNemarDrop(counts),
                Is.EqualTo((double)ways.Count(way => System.Numerics.BitOperations.PopCount((uint)way) <= b) / ways.Count).Within(1e-12)
            );
        }
    }

    [TestCase(3, 4, 1, 4, 0.485714)] // the lady tasting tea, two-sided
    [TestCase(10, 10, 0, 10, 0.0000108251)]
    [TestCase(5, 10, 5, 10, 1)]
    public void Fisher_IsTheSumOfTheUnlikelyTables(int k1, int n1, int k2, int n2, double p) =>
        Assert.That(PairedTest.Fisher(k1, n1, k2, n2), Is.EqualTo(p).Within(1e-6));

    [TestCase(17, 20, 18, 20, 1.0, 0.5)]
    [TestCase(12, 20, 18, 20, 0.064833162, 0.032416581)]
    [TestCase(40, 60, 230, 300, 0.105483304, 0.073192450)]
    [TestCase(300, 500, 350, 500, 0.001144754, 0.000572377)]
    [TestCase(0, 10, 0, 10, 1, 1)]
    [TestCase(20, 20, 10, 20, 0.000435920, 1)]
    public void Fisher_IsTheSumOfFractions(int k1, int n1, int k2, int n2, double p, double drop)
    {
        Assert.That(PairedTest.Fisher(k1, n1, k2, n2), Is.EqualTo(p).Within(1e-9));
        Assert.That(PairedTest.Fisher(k2, n2, k1, n1), Is.EqualTo(p).Within(1e-9));
        Assert.That(PairedTest.FisherDrop(k1, n1, k2, n2), Is.EqualTo(drop).Within(1e-9));
    }

    [Test]
    public void Fisher_OfAMillionTrials_IsThereAtOnce() =>
        Assert.That(
            PairedTest.Fisher(500_000, 1_000_000, 501_000, 1_000_000),
            Is.EqualTo(0.1575).Within(0.001),
            "the normal law says 0.1573"
        );

    [TestCase(20, 20, 0.85, 0.05, 0.4029)]
    [TestCase(20, 30, 0.85, 0.05, 0.3723)]
    [TestCase(30, 20, 0.9, 0.025, 0.3889)]
    [TestCase(5, 5, 0.2, 0.05, 1)]
    public void DetectableDrop_OfUnpairedRates_IsThatOfEveryTable(int baseline, int candidate, double rate, double level, double drop) =>
        Assert.That(UnpairedPower.DetectableDrop(baseline, candidate, rate, level), Is.EqualTo(drop).Within(2e-4));

    [Test]
    public void Holm_AndBenjaminiHochberg_AreWhatTheirStepsGive()
    {
        double[] p = [0.01, 0.04, 0.03, 0.005];

        Assert.That(MultipleTests.Holm(p), Is.EqualTo(new[] { 0.03, 0.06, 0.06, 0.02 }).Within(1e-12));
        Assert.That(MultipleTests.BenjaminiHochberg(p), Is.EqualTo(new[] { 0.02, 0.04, 0.04, 0.02 }).Within(1e-12));
    }

    /// <summary>The promise of the sequential test, at the edge of its hypothesis, looked at after every pair.</summary>
    [TestCase(0.05, 0.10)]
    [TestCase(0.05, 0.30)]
    [TestCase(0.10, 0.20)]
    public void BettingTest_UnderItsHypothesis_AlarmsAtMostAsOftenAsItSays(double margin, double discordance)
    {
        const double Alpha = 0.05;
        const int Gates = 2000;
        var random = KeyedRandom.Create(7, "betting", $"{margin}", $"{discordance}");
        int Run(BettingTest test, double lose, double win)
        {
            for (var i = 0; i < 400; i++)
            {
                var u = random.NextDouble();
                test.Add(
                    u < lose ? -1
                    : u < lose + win ? 1
                    : 0
                );
            }
            return test.Peak >= 1 / Alpha ? 1 : 0;
        }

        var passes = Enumerable
            .Range(0, Gates)
            .Sum(_ => Run(BettingTest.NotWorse(margin), (discordance + margin) / 2, (discordance - margin) / 2));
        var alarms = Enumerable.Range(0, Gates).Sum(_ => Run(BettingTest.Worse(margin), discordance / 2, discordance / 2));

        // Three standard deviations above what is allowed.
        var most = (Alpha * Gates) + (3 * Math.Sqrt(Alpha * (1 - Alpha) * Gates));
        Assert.That(passes, Is.LessThanOrEqualTo(most), "passes of a candidate that is worse by the margin");
        Assert.That(alarms, Is.LessThanOrEqualTo(most), "alarms about a candidate that is as good");
    }

    [Test]
    public void BettingTest_OfACandidateThatIsAsGood_PassesInTheEnd()
    {
        var test = BettingTest.NotWorse(0.05);
        for (var i = 0; i < 200; i++)
        {
            test.Add(0);
        }

        Assert.That(test.Wealth, Is.GreaterThan(20));
    }

    private static bool Near((double Low, double High) a, (double Low, double High) b) =>
        Math.Abs(a.Low - b.Low) <= 5.1e-5 && Math.Abs(a.High - b.High) <= 5.1e-5;
}
