using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

/// <summary>Whole gates over cells that are copies of each other, as they are for a policy that does not look.</summary>
internal sealed class ClonedCellsTests
{
    private static readonly string[] Cells = ["reach/id", "reach/vision/table", "reach/semantic/object", "reach/execution/position"];

    private static readonly GateRules Whole = new("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.02, 0.01, null);

    private static readonly GateRules Everywhere = Whole with
    {
        Margin = 0.05,
        Protected = [new("id", 0.1), new("ood", 0.1), new("vision", 0.1), new("semantic", 0.1), new("execution", 0.1)],
    };

    private TemporaryFolder _folder = null!;
    private int _runs;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Eight losses of forty pairs that share nothing would be sure of a drop (p = 1/256); two scenes of ten are not.</summary>
    [TestCase("++++++++++", "--++++++++")]
    [TestCase("++++++++++", "++++-+++-+")]
    [TestCase("+-+++++++-", "--++-++++-")]
    public void TwoOfTenScenesLostInAllFourCells_AreNoRegression(string baseline, string candidate)
    {
        var sides = Sides(Cells, ("old", baseline), ("new", candidate));

        var asSample = ReleaseGate.Judge(Everywhere, sides[0], sides[1]);
        var asRun = ReleaseGate.OfRounds(Everywhere, sides[0], sides[1]).Gate;

        var all = asSample.Claims[0].Comparison;
        Assert.That((all.Counts.OnlyBaseline, all.Counts.Pairs, all.Shared.Scenes), Is.EqualTo((8, 40, 10)));
        Assert.That(PairedTest.McNemarDrop(all.Counts), Is.EqualTo(1.0 / 256).Within(1e-12));
        Assert.That((asSample.Verdict, asRun.Verdict), Is.EqualTo((Verdict.Inconclusive, Verdict.Inconclusive)));
        Assert.That(asSample.Claims.Concat(asRun.Claims).Select(claim => claim.Verdict), Has.All.EqualTo(Verdict.Inconclusive));
    }

    /// <summary>Three copies more are no evidence more. That they are copies is estimated, so that they may say a little less.</summary>
    [Test]
    public void CopiesOfACell_SayNothingThatTheCellDoesNot()
    {
        const int Scenes = 20;
        (string, string)[] policies =
        [
            ("old", new('+', Scenes)),
            .. new[] { 0, 1, 4, 5, 6, 9 }.Select(lost => ($"lost{lost}", new string('-', lost) + new string('+', Scenes - lost))),
        ];
        var (one, four) = (Sides(Cells[..1], policies), Sides(Cells, policies));

        List<(Verdict Cell, Verdict Copies)> said =
        [
            .. one.Zip(four).Skip(1).Select(side => (Judge(one[0], side.First), Judge(four[0], side.Second))),
        ];

        Assert.That(said.Select(verdict => verdict.Copies), Is.SupersetOf(new[] { Verdict.Pass, Verdict.Regression }));
        Assert.That(
            said.Where(verdict => verdict.Copies != Verdict.Inconclusive),
            Has.All.Matches(((Verdict, Verdict) v) => v.Item1 == v.Item2)
        );

        static Verdict Judge(ComparisonSide baseline, ComparisonSide candidate) =>
            ReleaseGate.Judge(Whole with { Margin = 0.15 }, baseline, candidate).Verdict;
    }

    [Test]
    public void CopiesOfACell_LookedAtAfterEachScene_AreDecidedAboutWhereTheCellIs()
    {
        const int Scenes = 40;
        (string, string)[] policies =
        [
            ("old", new('+', Scenes)),
            ("same", new('+', Scenes)),
            ("worse", string.Concat(Enumerable.Repeat("-+", Scenes / 2))),
        ];
        var (one, four) = (Sides(Cells[..1], policies), Sides(Cells, policies));

        foreach (var (candidate, expected) in new[] { (1, Verdict.Pass), (2, Verdict.Regression) })
        {
            var alone = ReleaseGate.OfRounds(Whole, one[0], one[candidate]);
            var together = ReleaseGate.OfRounds(Whole, four[0], four[candidate]);

            Assert.That((alone.Gate.Verdict, together.Gate.Verdict), Is.EqualTo((expected, expected)));
            Assert.That(together.Episodes, Is.InRange(4 * alone.Episodes, 5 * alone.Episodes), "scenes are counted, not pairs");
        }
    }

    private ComparisonSide[] Sides(IEnumerable<string> cells, params (string Name, string Outcomes)[] policies)
    {
        var run = SomeRecipes.Write(
            _folder[$"run{++_runs}"],
            cells.SelectMany(cell => policies.Select(policy => (policy.Name, cell, policy.Outcomes)))
        );
        return [.. run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy))];
    }
}
