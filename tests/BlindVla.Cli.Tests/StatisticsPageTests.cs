using BlindVla.Evaluation;

namespace BlindVla.Cli.Tests;

/// <summary>Every number of <c>docs/statistics.md</c>, computed anew.</summary>
public sealed class StatisticsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Installation.Find().Root, "docs", "statistics.md"))
        .ReplaceLineEndings(" ");

    private static readonly PairedCounts Fifty = new(Both: 30, OnlyCandidate: 3, OnlyBaseline: 9, Neither: 8);
    private static readonly PairedCounts TwoHundred = new(Both: 120, OnlyCandidate: 12, OnlyBaseline: 36, Neither: 32);

    [TestCase(10, 10)]
    [TestCase(39, 50)]
    [TestCase(312, 400)]
    public void RateOfARow_HasItsInterval(int successes, int trials)
    {
        var interval = BinomialInterval.Wilson(successes, trials);

        Says($"| {successes} of {trials} | {100.0 * successes / trials:F1} | {100 * interval.Low:F1} to {100 * interval.High:F1} |");
    }

    [Test]
    public void Rates_InTheText()
    {
        var (released, candidate) = (BinomialInterval.Wilson(39, 50), BinomialInterval.Wilson(33, 50));

        Says($"Their intervals, {100 * released.Low:F1} to {100 * released.High:F1}");
        Says($"and {100 * candidate.Low:F1} to {100 * candidate.High:F1}, overlap by a lot.");
        Says($"\"impossible\" at 0 of 20 (0.0 to {100 * BinomialInterval.Wilson(0, 20).High:F1})");
        Assert.That(1 / Math.Pow(0.75, 10), Is.EqualTo(18).Within(0.5), "once in eighteen times");
    }

    [Test]
    public void Pairs_AreTheOnesOfTheExample()
    {
        Says($"succeeds in {Fifty.BaselineSuccesses} of {Fifty.Pairs} episodes, the candidate in {Fifty.CandidateSuccesses}.");
        Says($"| **released succeeds** | {Fifty.Both} | {Fifty.OnlyBaseline} lost |");
        Says($"| **released fails** | {Fifty.OnlyCandidate} won | {Fifty.Neither} |");
        Says($"The {Fifty.Both + Fifty.Neither} pairs that ended alike");
        Says($"The {Fifty.Discordant} **discordant pairs**");
    }

    [Test]
    public void TestsAndIntervals_OfTheExample()
    {
        var (p, tango) = (PairedTest.McNemar(Fifty), DifferenceInterval.Tango(Fifty));

        Says($"what twelve coins give in {100 * p:F1} % of all cases. That is **McNemar's** p = {p:F3}");
        Says($"{100 * Fifty.Difference:F1} points, and 95 % of the time somewhere from {100 * tango.Low:F1} to {100 * tango.High:+0.0}.");
        Says($"in {100 * PairedTest.McNemar(new PairedCounts(0, 0, 5, 0)):F2} % of all cases). Then the program");
        Says($"With fewer than {PairedTest.FewestDiscordant} discordant pairs p cannot come below 0.05");
    }

    [Test]
    public void Verdicts_OfTheExample()
    {
        double Bound(PairedCounts counts) => -100 * DifferenceInterval.Tango(counts, 0.9).Low;

        Says($"| no: down to -{Bound(Fifty):F1} is possible | no: down to -{Bound(TwoHundred):F1} is possible |");
        Says($"| no: p of a drop {PairedTest.McNemarDrop(Fifty):F3} | yes: p of a drop {PairedTest.McNemarDrop(TwoHundred):F4} |");
        Assert.That(Bound(new(36, 3, 3, 8)), Is.InRange(9.2, 9.3), "a drop of 9.3 points is excluded");
        Assert.That(Bound(new(144, 12, 12, 32)), Is.InRange(4.1, 4.2), "a drop of 4.2 is");
    }

    [Test]
    public void Scenes_AreWhatPairsAreWorth()
    {
        const int Scenes = 30;
        const int Cells = 4;
        static SharedScenes Of(Func<int, int, bool> isLost) =>
            SharedScenes.Of([
                .. from scene in Enumerable.Range(0, Scenes)
                from cell in Enumerable.Range(0, Cells)
                select ($"{scene}", isLost(scene, cell) ? -1 : 0),
            ]);
        string Row(SharedScenes shared)
        {
            var (pairs, lost) = (Scenes * Cells / shared.DesignEffect, 12 / shared.DesignEffect);
            var p = PairedTest.McNemar(new PairedCounts(0, 0, 12, (Scenes * Cells) - 12), shared);
            return $"| {shared.DesignEffect:F1} | {lost:F1} lost of {pairs:F1} | {p.ToString(p < 0.01 ? "F4" : "F2")} |";
        }

        Says($"| in 12 different scenes {Row(Of((scene, cell) => cell == 0 && scene < 12))}");
        Says($"| in 3 scenes, in all 4 cells of each {Row(Of((scene, _) => scene < 3))}");
    }

    /// <summary>Chance that a fair coin's heads and tails are once lopsided enough, looked at after every throw.</summary>
    [Test]
    public void LookingAfterEveryPair_ErrsAsOftenAsIsSaid()
    {
        static double Alarms(int throws)
        {
            var (alarmed, won) = (0.0, new double[] { 1 });
            for (var n = 1; n <= throws; n++)
            {
                var next = new double[n + 1];
                for (var k = 0; k < n; k++)
                {
                    next[k] += won[k] / 2;
                    next[k + 1] += won[k] / 2;
                }
                for (var k = 0; k <= n; k++)
                {
                    if (PairedTest.McNemar(new PairedCounts(0, k, n - k, 0)) <= 0.05)
                        (alarmed, next[k]) = (alarmed + next[k], 0);
                }
                won = next;
            }
            return alarmed;
        }

        Says($"but of {100 * Alarms(100):F0} % within a hundred discordant pairs, and of {100 * Alarms(500):F0} % within five hundred.");
    }

    private static void Says(FormattableString sentence) => Assert.That(Page, Does.Contain(FormattableString.Invariant(sentence)));
}
