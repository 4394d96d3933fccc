using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class ReleaseGateTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.05, [new("id", 0.1), new("vision", 0.1)], 0.05, 0.8, 0.02, 0.01, null);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Judge_ThePolicyItself_Passes()
    {
        var arm = SomeArms.Recorded(_folder["a"], "old", 60, number => number % 3 != 0);

        var result = ReleaseGate.Judge(Rules, arm, arm);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(result.Comparison!.Find("all")!.Counts.Discordant, Is.Zero, "an A/A run has no discordant pairs");
        Assert.That(result.Reasons, Is.Empty);
    }

    [Test]
    public void Judge_ManyLostPairs_IsARegressionThatNamesTheScope()
    {
        var baseline = SomeArms.Recorded(_folder["a"], "old", 40, _ => true);
        var candidate = SomeArms.Recorded(_folder["b"], "new", 40, number => number % 2 == 0 || number % 8 == 1);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(result.Claims.Select(claim => (claim.Name, claim.Verdict)), Does.Contain(("vision", Verdict.Regression)).And.Contain(("id", Verdict.Pass)));
        Assert.That(result.Reasons, Has.Some.StartsWith("vision: the candidate is worse by 75"));
    }

    [Test]
    public void Judge_TooFewEpisodes_IsInconclusiveWithTheNumberStillNeeded()
    {
        var arm = SomeArms.Recorded(_folder["a"], "old", 10, _ => true);

        var result = ReleaseGate.Judge(Rules, arm, arm);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims[0].PairsNeeded, Is.GreaterThan(20));
        Assert.That(result.Reasons, Has.Some.Contains("more pairs are needed"));
    }

    [Test]
    public void Judge_NegligibleButSureDrop_IsNoRegression()
    {
        var baseline = SomeArms.Recorded(_folder["a"], "old", 500, _ => true);
        var candidate = SomeArms.Recorded(_folder["b"], "new", 500, number => number % 100 != 0);

        var result = ReleaseGate.Judge(Rules with { PracticalDrop = 0.03 }, baseline, candidate);

        Assert.That(result.Claims[0].DropP, Is.LessThan(0.05));
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
    }

    [Test]
    public void Judge_ManyErroredTrials_IsNotComparable()
    {
        var baseline = SomeArms.Recorded(_folder["a"], "old", 40, _ => true);
        var candidate = SomeArms.Recorded(_folder["b"], "new", 40, number => number % 10 == 0 ? null : true);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.Contains("new: 8 of 80 trials could not be carried out"));
    }

    [Test]
    public void Judge_OtherSeedAndSuite_IsNotComparableWithEveryReason()
    {
        var baseline = SomeArms.Recorded(_folder["a"], "old", 4, _ => true);
        var candidate = SomeArms.Recorded(_folder["b"], "new", 4, _ => true, seed: 9);

        var result = ReleaseGate.Judge(Rules with { Suite = "small" }, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.Contains("suite small").And.Some.Contains("identity.seed"));
    }

    [Test]
    public void Judge_ProtectedScopeThatIsNotThere_IsNotComparableAndNamesTheNearest()
    {
        var arm = SomeArms.Recorded(_folder["a"], "old", 4, _ => true);

        var result = ReleaseGate.Judge(Rules with { Protected = [new("vison", 0.1)] }, arm, arm);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons.Single(), Does.Contain("'vison'").And.Contain("'vision'"));
    }

    [Test]
    public void SequentialGate_OfThePolicyItself_PassesBeforeTheFixedPlan()
    {
        var gate = new SequentialGate(Rules);
        var pairs = 0;
        while (gate.Verdict == Verdict.Inconclusive && pairs < 1000)
        {
            gate.Add(["all", pairs % 2 == 0 ? "id" : "vision"], true, true);
            pairs++;
        }

        Assert.That(gate.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(pairs, Is.LessThan(PairPlanning.PairsNeeded(Rules.Margin, 0.1)));
    }

    [Test]
    public void SequentialGate_OfACandidateThatLosesMuch_FindsItSoon()
    {
        var gate = new SequentialGate(Rules);
        var pairs = 0;
        while (gate.Verdict == Verdict.Inconclusive && pairs < 1000)
        {
            gate.Add(["all", pairs % 2 == 0 ? "id" : "vision"], true, pairs % 3 == 0);
            pairs++;
        }

        Assert.That(gate.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(pairs, Is.LessThan(40));
    }

    [Test]
    public void SequentialGate_WhenAClaimIsDecided_ItIsNotOpenAnyMore()
    {
        var gate = new SequentialGate(Rules with { Margin = 0.5 });
        for (var i = 0; i < 60; i++)
        {
            gate.Add(["all", "id"], true, true);
        }

        Assert.That(gate.Open, Is.EqualTo(new[] { "vision" }));
    }
}
