using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

/// <summary>Imported runs whose episodes cannot be paired, through a gate: the rules are those of pairs.</summary>
internal sealed class UnpairedGateTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(180, 181, 0.1, Verdict.Pass)]
    [TestCase(180, 181, 0.03, Verdict.Inconclusive)]
    [TestCase(180, 140, 0.1, Verdict.Regression)]
    [TestCase(180, 140, 0.4, Verdict.Regression, Description = "a drop that is shown is one inside the margin, too")]
    [TestCase(0, 0, 0.5, Verdict.Inconclusive, Description = "who never succeeds cannot get worse, and passes nothing")]
    public void Judge_OfOneTask_IsOfTheTwoRates(int baseline, int candidate, double margin, Verdict verdict)
    {
        var result = Judge(Rules(margin), Side("old", 1, ("near", baseline, 200)), Side("new", 2, ("near", candidate, 200)));

        var (claim, table) = (result.Claims.Single(), UnpairedTable.Of(candidate, 200, baseline, 200));
        Assert.Multiple(() =>
        {
            Assert.That(result.Verdict, Is.EqualTo(verdict));
            Assert.That(claim.Verdict, Is.EqualTo(verdict));
            Assert.That(claim.Comparison.Unpaired!.BaselineTrials, Is.EqualTo(200));
            Assert.That(claim.Comparison.Difference, Is.EqualTo((candidate - baseline) / 200.0).Within(1e-12));
            Assert.That(claim.LowerBound, Is.EqualTo(table.IntervalAt(0.9).Low).Within(1e-12));
            Assert.That(claim.DropP, Is.EqualTo(table.DropP).Within(1e-12));
            Assert.That(result.Reasons[0], Does.StartWith("unpaired, since the seeds differ: old was run with 1, new with 2"));
        });
    }

    [Test]
    public void Judge_OfUnpairedSides_SaysHowManyMoreEpisodesWouldPass()
    {
        ComparisonSide Of(string name, int seed, int episodes) => Side(name, seed, ("near", 9 * episodes / 10, episodes));
        var claim = Judge(Rules(0.05), Of("old", 1, 100), Of("new", 2, 100)).Claims.Single();

        Assert.That((claim.Verdict, claim.PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, Verdict.Pass)));
        var needed = 100 + (claim.PairsNeeded / 2);
        Assert.That(needed, Is.EqualTo(195).Within(12), "2 p (1 - p) (1.645 / margin)^2, by the normal approximation");
    }

    [Test]
    public void Judge_OfCellsOfOtherSizes_WeighsThemAlike()
    {
        // The hard task was run more often on the candidate's side: of all episodes it would be worse by 32 points.
        var result = Judge(
            Rules(0.2),
            Side("old", 1, ("near", 160, 160), ("far", 20, 40)),
            Side("new", 2, ("near", 40, 40), ("far", 80, 160))
        );

        var claim = result.Claims.Single();
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That((claim.Comparison.Difference, claim.Comparison.IsWeighed), Is.EqualTo((0.0, true)));
        Assert.That(claim.LowerBound, Is.EqualTo(UnpairedTable.Of(60, 80, 60, 80).IntervalAt(0.9).Low).Within(1e-12));
    }

    [Test]
    public void Judge_WithATaskThatOneSideLacks_HoldsBackAPass()
    {
        var result = Judge(Rules(0.1), Side("old", null, ("near", 190, 200), ("far", 190, 200)), Side("new", null, ("near", 190, 200)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims.Single().LowerBound, Is.GreaterThan(-0.1), "what both have run would pass");
        Assert.That(result.Reasons, Has.Some.EqualTo("all: nothing is known of far/id, finished by old only"));
    }

    [Test]
    public void Judge_OfWhatOnlyTheCandidateCouldNotFinish_CountsItAsItsFailureForAPass()
    {
        ComparisonSide Candidate(string path, int errored) =>
            SomeImports.Recorded(_folder[path], "new", 2, ("near", SomeImports.Outcomes(196, 200, errored)));
        var baseline = Side("old", 1, ("near", 196, 200));

        var (whole, errored) = (Judge(Rules(0.04), baseline, Candidate("b", 0)), Judge(Rules(0.04), baseline, Candidate("c", 4)));

        Assert.That((whole.Verdict, errored.Verdict), Is.EqualTo((Verdict.Pass, Verdict.Inconclusive)));
        Assert.That(errored.Claims.Single().LowerBound, Is.EqualTo(UnpairedTable.Of(196, 204, 196, 200).IntervalAt(0.9).Low).Within(1e-12));
        Assert.That(errored.Reasons, Has.Some.StartsWith("4 trials that new could not finish: a pass counts them as its failures"));
    }

    [Test]
    public void Judge_OfOneSeedAndOtherEpisodes_StaysNotComparable()
    {
        var (baseline, candidate) = (Side("old", 7, ("near", 190, 200)), Side("new", 7, ("far", 190, 200)));

        var result = Judge(Rules(0.1), baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons.Single(), Does.StartWith("the sides share no episode"));
    }

    private static GateResult Judge(GateRules rules, ComparisonSide baseline, ComparisonSide candidate) =>
        ReleaseGate.Judge(rules, baseline, candidate, MeantCells.OfTrials(baseline, candidate));

    private static GateRules Rules(double margin) => new("gate", "reach", margin, [], 0.05, 0.8, 0.05, 0.01, null);

    private ComparisonSide Side(string name, int? seed, params (string Task, int Successes, int Episodes)[] tasks) =>
        SomeImports.Recorded(
            _folder[name],
            name,
            seed,
            [.. tasks.Select(task => (task.Task, SomeImports.Outcomes(task.Successes, task.Episodes)))]
        );
}
