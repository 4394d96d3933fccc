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
        // The standard error is half of that of the small cell, sqrt(0.25 / 4) / 2; twice that to either side.
        Assert.That((all.Interval.Low, all.Interval.High), Is.EqualTo((-0.5, 0.0)).Within(0.05));
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

        Assert.That((double)covered / Draws, Is.InRange(0.93, 0.985));
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
