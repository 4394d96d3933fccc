using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class GatePlanTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.05, [new("vision", 0.1)], 0.05, 0.8, 0.02, 0.01, null);

    private static ConditionSet Conditions => new(SomeEpisodes.Suite(1).Select(episode => episode.Condition));

    /// <summary>Pairs of one claim that give a power of 0.8 by counting, where the normal approximation has 31, 62, 52 and 248.</summary>
    [TestCase(0.1, 0.05, 49)]
    [TestCase(0.1, 0.1, 74)]
    [TestCase(0.05, 0.02, 87)]
    [TestCase(0.05, 0.1, 263)]
    public void Of_OneClaimAboutOneCell_HasThePowerThatItIsAskedFor(double margin, double discordance, int pairs)
    {
        var cell = new ConditionSet([SomeEpisodes.Control(0).Condition]);

        var plan = GatePlan.Of(Rules with { Margin = margin, Protected = [] }, cell, PlanBasis.Of(discordance));

        Assert.That(plan.Episodes, Is.EqualTo(pairs));
        Assert.That(plan.Claims[0].Power, Is.InRange(0.8, 0.84));
        Assert.That(plan.EpisodesOption, Is.EqualTo($"{pairs}"));
    }

    [Test]
    public void Of_SeveralClaims_AllHoldTogetherWithThePower_AndNoCellHasMoreThanItsClaimsNeed()
    {
        var plan = GatePlan.Of(Rules with { Protected = [new("id", 0.05), new("vision", 0.2)] }, Conditions, PlanBasis.Of(0.1));

        var (id, vision) = (plan.Cells[0].Pairs, plan.Cells[1].Pairs);
        Assert.That(plan.Power, Is.InRange(0.8, 0.82));
        Assert.That(plan.Claims, Has.All.Property(nameof(ClaimPlan.Power)).GreaterThan(0.8));
        Assert.That(id, Is.GreaterThan(263).And.GreaterThan(vision), "a margin of 5 in one cell, and with others");
        Assert.That(plan.EpisodesOption, Is.EqualTo($"id={id},*={vision}"));
        Assert.That(plan.Claims[0].Pairs, Is.EqualTo(id + vision).And.EqualTo(plan.Episodes));
    }

    /// <summary>Cells that agree entirely are one cell: the whole suite then needs as many pairs of each as of one alone.</summary>
    [Test]
    public void Of_CellsThatAgree_NeedsMore()
    {
        var rules = Rules with { Protected = [] };
        int Episodes(double correlation) => GatePlan.Of(rules, Conditions, PlanBasis.Of(0.1) with { Correlation = correlation }).Episodes;

        Assert.That(Episodes(0), Is.InRange(263, 280));
        Assert.That(Episodes(0.5), Is.InRange(385, 415));
        Assert.That(Episodes(0.99), Is.InRange(510, 545));
    }

    [Test]
    public void Of_AMarginThatNoNumberOfEpisodesExcludes_IsRefused()
    {
        var error = Assert.Throws<RunException>(() =>
            GatePlan.Of(Rules with { Margin = 0.001, Protected = [] }, Conditions, PlanBasis.Of(1))
        )!;

        Assert.That(error.Message, Does.Contain("'all' needs more than 1000000 episodes of a cell"));
    }

    [Test]
    public void PlanBasis_OfAPilot_HasItsDiscordanceAndWhatItsCellsShare()
    {
        using var folder = new TemporaryFolder();
        var baseline = SomeSides.Recorded(folder["a"], "old", 40, _ => true);
        // Six of the forty scenes are lost under both conditions, four more under another table.
        var candidate = SomeSides.Recorded(folder["b"], "new", 40, number =>
            number / 2 is var scene && scene >= 6 && !(scene < 10 && number % 2 == 1)
        );

        var basis = PlanBasis.Of(Rules, baseline, candidate);

        Assert.That(basis.Discordance, Is.EqualTo(16.5 / 81).Within(1e-9));
        Assert.That(basis.ByCell[SomeEpisodes.Control(0).Condition], Is.EqualTo((6 + (16.5 / 81)) / 41).Within(1e-9));
        Assert.That(basis.ByCell[SomeEpisodes.Perturbed(0).Condition], Is.EqualTo((10 + (16.5 / 81)) / 41).Within(1e-9));
        Assert.That(basis.Correlation, Is.InRange(0.6, 0.9));
    }

    [Test]
    public void Of_ClaimsAboutWhatTheSuiteDoesNotHave_AreAllNamed()
    {
        var rules = Rules with { Protected = [new("vison", 0.1), new("semantic", 0.1)] };

        var error = Assert.Throws<RunException>(() => GatePlan.Of(rules, Conditions, PlanBasis.Of(0.1)))!;

        Assert.That(error.Fault, Is.EqualTo(RunFault.Refused));
        Assert.That(error.Message, Does.Contain("'vison'; did you mean 'vision'?").And.Contain("'semantic'"));
    }
}
