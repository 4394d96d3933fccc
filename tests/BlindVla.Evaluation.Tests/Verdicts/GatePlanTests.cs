using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class GatePlanTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.05, [new("vision", 0.1)], 0.05, 0.8, 0.02, 0.01, null);

    private static ConditionSet Conditions => new(SomeEpisodes.Suite(1).Select(episode => episode.Condition));

    /// <summary>Pairs of one claim that give a power of 0.8 by counting, where the normal approximation has 31, 62, 52, 248, 186
    /// and none.</summary>
    [TestCase(0.1, 0.05, 49)]
    [TestCase(0.1, 0.1, 77)]
    [TestCase(0.05, 0.02, 93)]
    [TestCase(0.05, 0.1, 263)]
    [TestCase(0.1, 0.3, 187)]
    public void Of_OneClaimAboutOneCell_HasThePowerThatItIsAskedFor(double margin, double discordance, int pairs)
    {
        var cell = new ConditionSet([SomeEpisodes.Control(0).Condition]);

        var plan = GatePlan.Of(Rules with { Margin = margin, Protected = [] }, cell, PlanBasis.Of(discordance, correlation: 0.3));

        Assert.That(plan.Episodes, Is.EqualTo(pairs));
        Assert.That(plan.Claims[0].Power, Is.InRange(0.8, 0.84));
        Assert.That(plan.Power, Is.EqualTo(plan.Claims[0].Power), "all claims are this one");
        Assert.That(plan.EpisodesOption, Is.EqualTo($"{pairs}"));
    }

    [Test]
    public void Of_SeveralClaims_AllHoldTogetherWithThePower_AndNoCellHasMoreThanItsClaimsNeed()
    {
        var plan = GatePlan.Of(
            Rules with
            {
                Protected = [new("id", 0.05), new("vision", 0.2)],
            },
            Conditions,
            PlanBasis.Of(0.1, correlation: 0)
        );

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
        int Episodes(double correlation) => GatePlan.Of(rules, Conditions, PlanBasis.Of(0.1, correlation)).Episodes;

        Assert.That(Episodes(0), Is.InRange(263, 280));
        Assert.That(Episodes(0.5), Is.InRange(385, 415));
        Assert.That(Episodes(0.99), Is.InRange(510, 545));
    }

    [Test]
    public void Of_AMarginThatNoNumberOfEpisodesExcludes_IsRefused()
    {
        var error = Assert.Throws<RunException>(() =>
            GatePlan.Of(Rules with { Margin = 0.001, Protected = [] }, Conditions, PlanBasis.Of(1, correlation: 0))
        )!;

        Assert.That(error.Message, Does.Contain("'all' needs more than the 100000 episodes that a cell of a run may have"));
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
    public void PlanBasis_OfAPilotInOneCell_KnowsNothingOfWhatCellsShare_AndIsThin()
    {
        using var folder = new TemporaryFolder();
        var run = SomeRecipes.Write(
            folder["run"],
            [("old", "reach/id", "++++"), ("new", "reach/id", "+++-")],
            suite: "tiny",
            checkpoint: "c4ec"
        );

        var basis = PlanBasis.Of(
            Rules,
            new(run, run.Record.Identity.Policies[0]),
            new ComparisonSide(run, run.Record.Identity.Policies[1])
        );

        Assert.That(
            basis.Pilot,
            Is.EqualTo(new PlanPilot(4, 1, Cells: 1, SharesScenes: false, IsOfOnePolicy: true)),
            "both are one checkpoint"
        );
        Assert.That(basis.Correlation, Is.EqualTo(PlanBasis.UsualCorrelation), "one cell says nothing of others");
        Assert.That(basis.Pilot!.IsThin);
    }

    /// <summary>What seeds scatter by is in no plan, so that one would promise too much.</summary>
    [TestCase("old", "new", "old-*")]
    [TestCase("one", "new", "new-*")]
    public void PlanBasis_OfAPilotOfSeveralSeeds_IsRefused(string baseline, string candidate, string several)
    {
        using var folder = new TemporaryFolder();
        var run = SomeRecipes.Write(
            folder["run"],
            [
                ("old-0", "reach/id", "++++"),
                ("old-1", "reach/id", "++++"),
                ("one-0", "reach/id", "++++"),
                ("new-0", "reach/id", "+++-"),
                ("new-1", "reach/id", "++--"),
            ],
            suite: "tiny"
        );
        ComparisonSide Side(string recipe) => ComparisonSide.OfRecipe(run, recipe)!;

        var error = Assert.Throws<RunException>(() => PlanBasis.Of(Rules, Side(baseline), Side(candidate)))!;

        Assert.That(error.Fault, Is.EqualTo(RunFault.Refused));
        Assert.That(
            error.Message,
            Does.StartWith($"{several}: ").And.Contain("2 checkpoints").And.Contain("plan for one seed each").And.Contain("a scatter")
        );
    }

    [TestCase("+---", true)]
    [TestCase("----", false)]
    [TestCase("---!", false)]
    public void PlanBasis_OfAPilotInWhichNobodySucceeds_IsRefused(string outcomes, bool isPlanned)
    {
        using var folder = new TemporaryFolder();
        var run = SomeRecipes.Write(folder["run"], [("old", "reach/id", "----"), ("new", "reach/id", outcomes)], suite: "tiny");
        var (old, other) = (
            new ComparisonSide(run, run.Record.Identity.Policies[0]),
            new ComparisonSide(run, run.Record.Identity.Policies[1])
        );

        Assert.That(
            () => PlanBasis.Of(Rules, old, other),
            isPlanned
                ? Throws.Nothing
                : Throws
                    .TypeOf<RunException>()
                    .With.Property(nameof(RunException.Fault))
                    .EqualTo(RunFault.Refused)
                    .And.Message.Contains("there is nothing to compare and nothing to plan by")
        );
    }

    /// <summary>What a claim is about may be hopeless where the rest is not.</summary>
    [TestCase("----", "---!", false)]
    [TestCase("----", "-+--", true)]
    public void PlanBasis_OfAPilotInWhichNobodySucceedsInAClaim_IsRefusedWithItsName(string old, string other, bool isPlanned)
    {
        using var folder = new TemporaryFolder();
        const string Other = "reach/vision/table";
        var run = SomeRecipes.Write(
            folder["run"],
            [("old", "reach/id", "++++"), ("new", "reach/id", "++-+"), ("old", Other, old), ("new", Other, other)],
            suite: "tiny"
        );

        void Plan() =>
            PlanBasis.Of(
                Rules with
                {
                    Protected = [new("id", 0.1), new("vision", 0.1), new("vision/table", 0.2)],
                },
                new(run, run.Record.Identity.Policies[0]),
                new ComparisonSide(run, run.Record.Identity.Policies[1])
            );

        if (isPlanned)
        {
            Assert.That(Plan, Throws.Nothing);
            return;
        }
        var lines = Assert.Throws<RunException>(Plan)!.Message.Split('\n');
        Assert.That(lines.Select(line => line.Split(':')[0]), Is.EqualTo(new[] { "vision", "vision/table" }));
        Assert.That(
            lines,
            Has.All.Contains("succeeds in any of the pilot's 3 pairs").And.All.EndsWith("or leave the claim out of the gate")
        );
    }

    [Test]
    public void PlanBasis_OfAPilotOfAnotherSuite_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var run = SomeRecipes.Write(folder["run"], [("old", "reach/id", "++++"), ("new", "reach/id", "+++-")], suite: "other");
        var (old, other) = (
            new ComparisonSide(run, run.Record.Identity.Policies[0]),
            new ComparisonSide(run, run.Record.Identity.Policies[1])
        );

        var error = Assert.Throws<RunException>(() => PlanBasis.Of(Rules, old, other))!;

        Assert.That(error.Message, Does.StartWith("old: the gate is about the suite tiny,").And.Contain("is of other"));
    }

    /// <summary>What shares scenes is not looked at before there are twenty of them: the longest run has more than that.</summary>
    [TestCase(0.3)]
    [TestCase(0.5)]
    public void LongestPerCell_LetsATestThatWaitsForTwentyScenesSaySomething(double margin)
    {
        var rules = Rules with { Margin = margin, Protected = [] };
        var plan = GatePlan.Of(rules, Conditions, PlanBasis.Of(0.1, PlanBasis.UsualCorrelation));
        var (equal, lost) = (ClaimTest.Of(rules, margin), ClaimTest.Of(rules, margin));
        for (var scene = 0; scene < plan.LongestPerCell; scene++)
        {
            equal.AddScene(new(2, 0, 0, 0));
            lost.AddScene(new(0, 0, 2, 0));
        }

        Assert.That(plan.Cells[0].Pairs, Is.EqualTo(20));
        Assert.That((equal.Verdict, lost.Verdict), Is.EqualTo((Verdict.Pass, Verdict.Regression)));
    }

    [Test]
    public void Of_CellsThatAgreeMoreThanWasTaken_SaysWhatPowerIsLeft()
    {
        var plan = GatePlan.Of(Rules with { Protected = [] }, Conditions, PlanBasis.Of(0.1, 0));

        Assert.That(plan.PowerIfAlike, Is.InRange(0.55, 0.7));
        Assert.That(GatePlan.Of(Rules with { Protected = [] }, Conditions, PlanBasis.Of(0.1, 0.65)).Power, Is.InRange(0.8, 0.82));
    }

    [Test]
    public void Of_AWideClaimAndANarrowOne_GivesNoCellNextToNothing()
    {
        var plan = GatePlan.Of(Rules with { Margin = 0.2, Protected = [new("id", 0.05)] }, Conditions, PlanBasis.Of(0.1, 0));

        Assert.That(plan.Cells[0].Pairs, Is.GreaterThan(250));
        Assert.That(plan.Cells[1].Pairs, Is.GreaterThanOrEqualTo(20), "one pair would be half of all");
    }

    [Test]
    public void Of_ClaimsAboutWhatTheSuiteDoesNotHave_AreAllNamed()
    {
        var rules = Rules with { Protected = [new("vison", 0.1), new("semantic", 0.1)] };

        var error = Assert.Throws<RunException>(() => GatePlan.Of(rules, Conditions, PlanBasis.Of(0.1, correlation: 0)))!;

        Assert.That(error.Fault, Is.EqualTo(RunFault.Refused));
        Assert.That(error.Message, Does.Contain("'vison'; did you mean 'vision'?").And.Contain("'semantic'"));
    }
}
