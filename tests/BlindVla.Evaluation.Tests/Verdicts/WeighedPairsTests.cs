using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class WeighedPairsTests
{
    private const string Large = "reach/id";
    private const string Small = "reach/vision/table";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void CellsOfDifferentSize_CountAlike()
    {
        // Nothing lost of forty, half of four: a quarter on average, two of forty-four in one heap.
        var (baseline, candidate) = Sides(new string('+', 40), new string('+', 40), "++++", "++--");

        var comparison = Comparison.Of(baseline, candidate);

        var all = comparison.Find(Condition.Everything)!;
        Assert.That(all.Difference, Is.EqualTo(-0.25).Within(1e-12));
        Assert.That(all.Counts.Difference, Is.EqualTo(-2.0 / 44).Within(1e-12));
        Assert.That((all.Baseline.Value, all.Candidate.Value), Is.EqualTo((1.0, 0.75)));
        Assert.That(all.Counts.Pairs / all.Shared.DesignEffect, Is.EqualTo(8).Within(1e-9), "two cells as small as the smaller");
        Assert.That(all.Interval.Low, Is.EqualTo(DifferenceInterval.Tango(8, 0, 2, 0.95).Low).Within(1e-9));
        Assert.That(all.IntervalAt(0.95), Is.EqualTo(all.Interval));
        var cell = comparison.Find("vision/table")!;
        Assert.That((cell.Weighed, cell.Difference), Is.EqualTo(((WeighedPairs?)null, -0.5)), "one cell weighs nothing against another");
    }

    [Test]
    public void CellsOfTheSameSize_AreOneHeap()
    {
        var (baseline, candidate) = Sides("++++", "+++-", "++++", "++--");

        var all = Comparison.Of(baseline, candidate).Find(Condition.Everything)!;

        Assert.That((all.Weighed, all.Difference), Is.EqualTo(((WeighedPairs?)null, -3.0 / 8)));
    }

    /// <summary>A cell with many episodes for a claim of its own must not hide a drop elsewhere.</summary>
    [Test]
    public void Gate_IsNotPassedByTheSizeOfOneCell()
    {
        var rules = new GateRules("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);
        var drops = new string('+', 30) + new string('-', 10);
        var (baseline, candidate) = Sides(new string('+', 400), new string('+', 400), new string('+', 40), drops);

        var result = ReleaseGate.Judge(rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(result.Reasons, Has.Some.StartsWith("all: the candidate is worse by 12.5 points, lost 10, won 0"));
    }

    /// <summary>Of a difference of nothing, with a quarter of the pairs discordant in each of two cells of very different size.</summary>
    [Test]
    public void Interval_OfCellsOfDifferentSize_CoversTheTruth()
    {
        const int Draws = 600;
        var covered = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = KeyedRandom.Create(13, "cells", $"{draw}");
            var pairs = new List<ComparedPair>();
            foreach (var (axis, count) in new[] { ("id", 150), ("vision/table", 40) })
            {
                for (var scene = 0; scene < count; scene++)
                {
                    var side = random.NextDouble();
                    var cell = new Condition("reach", axis, null, axis == "id" ? Split.InDistribution : Split.OutOfDistribution);
                    pairs.Add(new($"{scene}", "", cell, null, null, null, side < 0.125, side > 0.875));
                }
            }
            var scope = new ConditionSet(pairs.Select(pair => pair.Cell)).Scopes[0];
            var interval = ScopeComparison.Of(scope, pairs, unpaired: null, 0.95).Interval;
            covered += interval.Low <= 0 && 0 <= interval.High ? 1 : 0;
        }

        Assert.That((double)covered / Draws, Is.GreaterThan(0.93));
    }

    /// <summary>A cell of one pair says next to nothing, and so does a whole of which it is a half.</summary>
    [TestCase("-", TestName = "Gate_OfACellOfOnePair_IsNoRegression")]
    [TestCase("+", TestName = "Gate_OfACellOfOnePair_IsNoPass")]
    public void Gate_OfACellOfOnePair(string last)
    {
        var rules = new GateRules("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);
        var (baseline, candidate) = Sides(new string('+', 240), new string('+', 240), "+", last);

        var result = ReleaseGate.Judge(rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims[0].DropP, Is.GreaterThan(0.2));
    }

    /// <summary>Three cells of two hundred pairs and one of a few: of equals, and of one that drops by 20 points there.</summary>
    [Test]
    public void Decisions_WithOneSmallCell_ErrNoMoreOftenThanAlpha(
        [Values(1, 3, 5, 20)] int few,
        [Values(0.0, 0.2)] double drop,
        [Values(0.0, 0.65)] double correlation
    )
    {
        const int Draws = 250;
        var random = KeyedRandom.Create(13, "small cell", $"{few} {drop} {correlation}");
        var (passes, regressions) = (0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var outcomes = new List<SceneOutcome>();
            for (var scene = 0; scene < 200; scene++)
            {
                var common = random.NextDouble() < correlation ? random.NextDouble() : (double?)null;
                foreach (var cell in Enumerable.Range(0, scene < few ? 4 : 3))
                {
                    var (side, lost) = (common ?? random.NextDouble(), cell == 3 && drop > 0 ? drop : 0.025);
                    outcomes.Add(
                        new(
                            $"{cell}",
                            $"{scene}",
                            side < lost ? -1
                                : side > 0.975 && (cell < 3 || drop == 0) ? 1
                                : 0
                        )
                    );
                }
            }
            var mean = ClusteredMean.Of(outcomes);
            var (pairs, won, lost0) = (mean.EffectiveOutcomes, mean.EffectiveOutcomes * mean.Won, mean.EffectiveOutcomes * mean.Lost);
            passes += DifferenceInterval.Tango(pairs, won, lost0, 0.9).Low > -0.05 ? 1 : 0;
            regressions += PairedTest.McNemarDrop(won, lost0) <= 0.05 && mean.Mean <= -0.01 ? 1 : 0;
        }

        // Alpha and two standard errors of so many draws.
        Assert.That(drop > 0 ? passes : regressions, Is.LessThanOrEqualTo(0.078 * Draws));
    }

    private (ComparisonSide Baseline, ComparisonSide Candidate) Sides(string largeOld, string largeNew, string smallOld, string smallNew)
    {
        var run = SomeRecipes.Write(
            _folder["run"],
            [("old", Large, largeOld), ("new", Large, largeNew), ("old", Small, smallOld), ("new", Small, smallNew)]
        );
        return (new(run, run.Record.Identity.Policies[0]), new(run, run.Record.Identity.Policies[1]));
    }
}
