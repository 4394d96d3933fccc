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
    public void Judge_ThePolicyRunTwice_Passes_AndSaysWhatThatIs()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 60, number => number % 3 != 0);

        var result = ReleaseGate.Judge(Rules, side, Again(side));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(result.Comparison!.Find("all")!.Counts.Discordant, Is.Zero, "an A/A run has no discordant pairs");
        Assert.That(result.Reasons, Has.Exactly(1).StartsWith("baseline and candidate are the same policy"));
    }

    /// <summary>A mistyped name in a script would otherwise release anything.</summary>
    [Test]
    public void Judge_TheSameTrialsOnBothSides_IsNotComparable()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);

        var result = ReleaseGate.Judge(Rules, side, side);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons.Single(), Does.StartWith($"old of {side.Run.Path} is on both sides"));
    }

    [Test]
    public void Judge_RunThatWasInterruptedNearItsEnd_SaysSo()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);
        var candidate = Stopped(SomeSides.Recorded(_folder["b"], "new", 60, _ => true));

        var result = ReleaseGate.Judge(Rules with { MaxErrored = 0.5 }, baseline, candidate);

        Assert.That(
            result.Reasons,
            Has.Exactly(1).EqualTo($"{candidate.Run.Path} is not finished: 120 of 240 trials are there; eval --resume finishes it")
        );
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
    }

    /// <summary>The trials that are there may be those that ended well.</summary>
    [Test]
    public void Judge_RunThatLacksMoreThanMayBeErrored_IsNotComparable()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);
        var candidate = Stopped(SomeSides.Recorded(_folder["b"], "new", 60, _ => true));

        var result = ReleaseGate.Judge(Rules with { MaxErrored = 0.49 }, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(
            result.Reasons.Single(),
            Does.StartWith("new: 120 of 240 trials are missing, at most 49 % may be").And.EndWith("eval --resume finishes it")
        );
    }

    /// <summary>As many trials again were planned.</summary>
    private static ComparisonSide Stopped(ComparisonSide side)
    {
        SomeRun.Rewrite(side.Run.Path, run =>
            run with
            {
                Status = RunStatus.Partial,
                Trials = run.Trials with { Planned = 2 * run.Trials.Planned },
            }
        );
        var reopened = RecordedRun.Open(side.Run.Path);
        return new(reopened, reopened.Record.Identity.Policies[0]);
    }

    /// <summary>Ninety-nine pairs won and none lost: Tango's bound at 95 % is 93.8 points up, and no p of a drop has a say in it.</summary>
    [Test]
    public void Judge_Improvement_HasABoundAboveZero()
    {
        var rules = Rules with { Protected = [], Only = "*/id/*" };
        var baseline = SomeSides.Recorded(_folder["a"], "old", 100, _ => false);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 100, number => number > 0);

        var claim = ReleaseGate.Judge(rules, baseline, candidate).Claims.Single();

        Assert.That(claim.LowerBound, Is.EqualTo(0.938).Within(0.001));
        Assert.That(claim.UpperBound, Is.EqualTo(0.998).Within(0.001));
    }

    [Test]
    public void Judge_GateAboutSomeEpisodes_LooksAtNoOthers()
    {
        var rules = Rules with { Protected = [], Only = "*/id/*" };
        var baseline = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);
        // Everything is lost but the controls, which are even.
        var candidate = SomeSides.Recorded(_folder["b"], "new", 60, number => number % 2 == 0);

        var result = ReleaseGate.Judge(rules, baseline, candidate);

        Assert.That(result.Comparison!.Scopes.Select(scope => scope.Name), Has.None.StartsWith("vision"));
        Assert.That((result.Comparison!.Find("all")!.Counts.Pairs, result.Comparison!.Find("all")!.Counts.Discordant), Is.EqualTo((60, 0)));
        Assert.That(ReleaseGate.Judge(Rules with { Protected = [] }, baseline, candidate).Verdict, Is.EqualTo(Verdict.Regression));
    }

    /// <summary>Of 58 scenes none may be of a kind that is lost everywhere, though one in twenty is.</summary>
    [TestCase(58, Verdict.Inconclusive)]
    [TestCase(59, Verdict.Pass)]
    public void Judge_CellsThatShareScenes_PassWhereThereAreAsManyAsTheMarginNeeds(int scenes, Verdict expected)
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", scenes, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", scenes, _ => true);

        var claim = ReleaseGate.Judge(Rules with { Protected = [] }, baseline, candidate).Claims[0];

        Assert.That((claim.Verdict, claim.Comparison.Counts.Pairs), Is.EqualTo((expected, 2 * scenes)));
        Assert.That(-claim.LowerBound, Is.EqualTo(1 - Math.Pow(0.05, 1.0 / scenes)).Within(1e-12));
        Assert.That(claim.PairsNeeded, Is.EqualTo(expected == Verdict.Pass ? 0 : 2));
    }

    /// <summary>Of wider scopes nothing is adjusted: their p is that of one test.</summary>
    [Test]
    public void ToJson_AdjustedP_IsThereWhereSomethingIsAdjusted()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 60, number => number % 4 != 0);

        var scopes = ReleaseGate.Judge(Rules, baseline, candidate).Comparison!.Scopes;

        Assert.That(scopes.Where(scope => scope.Scope != ScopeKind.Cell).Select(scope => scope.AdjustedP), Is.All.Null);
        Assert.That(scopes.Where(scope => scope.Scope == ScopeKind.Cell).Select(scope => scope.AdjustedP), Is.All.Not.Null);
    }

    [Test]
    public void Judge_RunWithoutAnyOfTheGatesEpisodes_SaysSo()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 3, _ => true);

        var result = ReleaseGate.Judge(Rules with { Only = "*/semantic/*" }, side, Again(side));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.Contains("has no episode that the gate is about (*/semantic/*)"));
    }

    /// <summary>Four of twelve scenes are lost in both cells: eight losses are sure of a drop (p = 1/256), four scenes are not.</summary>
    [Test]
    public void Judge_ScenesLostInEveryCell_AreNoRegressionForBeingCountedTwice()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 12, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 12, number => number / 2 % 3 != 0);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        var all = result.Claims[0].Comparison;
        Assert.That((all.Counts.OnlyBaseline, all.Shared.Scenes), Is.EqualTo((8, 12)));
        Assert.That(PairedTest.McNemarDrop(all.Counts), Is.EqualTo(1.0 / 256).Within(1e-12));
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public void Judge_SidesThatNeverSucceed_HaveNothingToCompare()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 40, _ => false);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 40, _ => false);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims, Has.All.Property(nameof(ClaimResult.PairsNeeded)).Zero);
        Assert.That(result.Reasons, Has.Some.EqualTo("all: neither side succeeds in any of 80 pairs: nothing to compare"));
    }

    [Test]
    public void Judge_ManyLostPairs_IsARegressionThatNamesTheScope()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 40, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 40, number => number % 2 == 0 || number % 8 == 1);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(
            result.Claims.Select(claim => (claim.Name, claim.Verdict)),
            Does.Contain(("vision", Verdict.Regression)).And.Contain(("id", Verdict.Pass))
        );
        Assert.That(result.Reasons, Has.Some.StartsWith("vision: the candidate is worse by 75"));
    }

    [Test]
    public void Judge_TooFewEpisodes_IsInconclusiveWithTheNumberStillNeeded()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 10, _ => true);

        var result = ReleaseGate.Judge(Rules, side, Again(side));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims[0].PairsNeeded, Is.GreaterThan(20));
        Assert.That(result.Claims[0].PairsNeededFor, Is.EqualTo(Verdict.Pass));
        Assert.That(result.Reasons, Has.Some.Contains("more pairs would probably make it a pass, if the difference stays as it is"));
    }

    /// <summary>13 lost and 3 won of 320 is a drop of 3.1 points, more than half of the margin: more pairs are asked for to show it, and
    /// not for a pass. Of five claims one has to reach a p of 0.01; 3 of 16 have 0.0106.</summary>
    [Test]
    public void Judge_DataThatPointToADrop_AskForPairsThatShowIt()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 160, number => number is not (2 or 102 or 202));
        var candidate = SomeSides.Recorded(_folder["b"], "new", 160, number => number % 24 != 4 || number > 300);
        var rules = Rules with { Protected = [new("id", 0.2), new("vision", 0.2), new("vision/table@0.5", 0.2), new("ood", 0.2)] };

        var all = ReleaseGate.Judge(rules, baseline, candidate).Claims[0];

        Assert.That((all.Comparison.Counts.OnlyBaseline, all.Comparison.Counts.OnlyCandidate), Is.EqualTo((13, 3)));
        Assert.That((all.Verdict, all.PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, Verdict.Regression)));
        Assert.That(all.PairsNeeded, Is.EqualTo(28));
    }

    /// <summary>7 lost of 204 is surely a drop (p = 0.008), but smaller than the practical one and near the margin.</summary>
    [Test]
    public void Judge_SureDropBelowThePracticalOne_AsksForNoMorePairs()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 102, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 102, number => number % 28 != 4 || number > 180);

        var result = ReleaseGate.Judge(Rules with { Protected = [], PracticalDrop = 0.05 }, baseline, candidate);

        var all = result.Claims[0];
        Assert.That((all.Comparison.Counts.OnlyBaseline, all.Comparison.Counts.Pairs), Is.EqualTo((7, 204)));
        Assert.That((all.Verdict, all.PairsNeeded, all.PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, 0, (Verdict?)null)));
        Assert.That(result.Reasons, Has.Some.Contains("more pairs will hardly decide it"));
    }

    /// <summary>Five lost and none won would be a drop in one cell (p = 1/32), and are not for one of four claims that are tested
    /// together; nine are. The bound beside such a p says the same.</summary>
    [TestCase(0, false)]
    [TestCase(5, false)]
    [TestCase(9, true)]
    public void Judge_BoundIsBelowZero_WhereTheDropIsSure(int lost, bool isSure)
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 40, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 40, number => number % 2 == 1 || number / 2 >= lost);
        var rules = Rules with { Protected = [new("id", 0.3), new("vision", 0.3), new("vision/table@0.5", 0.3)] };

        var claims = ReleaseGate.Judge(rules, baseline, candidate).Claims;

        var id = claims[1];
        Assert.That(id.Comparison.Counts.OnlyBaseline, Is.EqualTo(lost));
        Assert.That(DifferenceInterval.Tango(id.Comparison.Counts, 0.9).High < 0, Is.EqualTo(lost > 0));
        Assert.That((id.UpperBound < 0, id.DropP <= rules.Alpha), Is.EqualTo((isSure, isSure)));
        Assert.That(claims.Select(claim => claim.UpperBound < 0), Is.EqualTo(claims.Select(claim => claim.DropP <= rules.Alpha)));
    }

    /// <summary>As simulated independently: 15.5 points of 50 pairs that all end alike, for a two-sided test, which is that of one of two
    /// claims at 0.05.</summary>
    [Test]
    public void Judge_SaysWhichDropItWouldHaveFound_WithItsCorrectionForTheNumberOfClaims()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 50, _ => true);
        double Detectable(params string[] scopes) =>
            ReleaseGate
                .Judge(Rules with { Protected = [.. scopes.Select(scope => new ProtectedScope(scope, 0.1))] }, side, Again(side))
                .Claims[1]
                .DetectableDrop;

        var (ofTwo, ofFour) = (Detectable("id"), Detectable("id", "vision", "ood"));

        Assert.That(ofTwo, Is.EqualTo(0.155).Within(0.0025));
        Assert.That(ofFour, Is.GreaterThan(ofTwo + 0.01));
    }

    [Test]
    public void Judge_NegligibleButSureDrop_IsNoRegression()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 200, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 200, number => number % 49 != 0);

        var result = ReleaseGate.Judge(Rules with { PracticalDrop = 0.03 }, baseline, candidate);

        Assert.That(result.Claims[0].DropP, Is.LessThan(0.05));
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
    }

    [Test]
    public void Judge_ManyErroredTrials_IsNotComparable()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 40, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 40, number => number % 10 == 0 ? null : true);

        var result = ReleaseGate.Judge(Rules, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.Contains("new: 8 of 80 trials could not be carried out"));
    }

    [Test]
    public void Judge_OtherSeedAndSuite_IsNotComparableWithEveryReason()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 4, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 4, _ => true, seed: 9);

        var result = ReleaseGate.Judge(Rules with { Suite = "small" }, baseline, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.Contains("suite small").And.Some.Contains("identity.seed"));
    }

    /// <summary>What is asked for is what the bound needs at the same rates and design effect: no less does.</summary>
    [TestCase(80, 1)]
    [TestCase(30, 0)]
    public void Judge_DataThatPointToAPass_AskForAsManyPairsAsTheBoundNeeds(int pairs, int lost)
    {
        var rules = Rules with { Protected = [], Suite = "ood" };
        var run = SomeRecipes.Write(
            _folder["a"],
            [("old", "reach/id", new string('+', pairs)), ("new", "reach/id", new string('+', pairs - lost) + new string('-', lost))]
        );

        var more = ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1)).Claims[0].PairsNeeded;

        double Low(int all) => DifferenceInterval.LowerBound(all, 0, (double)lost * all / pairs, 0.05);
        Assert.That(Low(pairs + more), Is.GreaterThan(-rules.Margin));
        Assert.That(Low(pairs + more - 1), Is.LessThanOrEqualTo(-rules.Margin));
        Assert.That(more, Is.EqualTo(lost == 1 ? 22 : 29).Within(1));
    }

    /// <summary>Pairs that all end alike say of a drop of 10 points what 0.9^n does: plan, verdict, bound and what is still needed are one
    /// number.</summary>
    [Test]
    public void Judge_NothingWonAndNothingLost_PlanVerdictBoundAndPairsNeededAgree()
    {
        var rules = Rules with { Margin = 0.1, Protected = [], Suite = "ood" };
        var planned = GatePlan.Of(rules, new([SomeEpisodes.Control(0).Condition]), PlanBasis.Of(0, correlation: 0)).Episodes;

        ClaimResult Claim(int pairs)
        {
            var all = new string('+', pairs);
            var run = SomeRecipes.Write(_folder[$"{pairs}"], [("old", "reach/id", all), ("new", "reach/id", all)]);
            return ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1)).Claims[0];
        }

        var (fewer, enough) = (Claim(planned - 1), Claim(planned));
        Assert.That(planned, Is.EqualTo(29));
        Assert.That((fewer.Verdict, fewer.PairsNeeded, enough.Verdict), Is.EqualTo((Verdict.Inconclusive, 1, Verdict.Pass)));
        Assert.That(-fewer.LowerBound, Is.EqualTo(1 - Math.Pow(0.05, 1.0 / 28)).Within(1e-9));
        Assert.That(-enough.LowerBound, Is.EqualTo(1 - Math.Pow(0.05, 1.0 / 29)).Within(1e-9));
    }

    /// <summary>A ledger goes on as it began, in the three small cells of four, of which all lose the same scenes. Those that the
    /// large cell has for itself come to be shared, so that a pair more is worth less than one that is there: were each worth the same, 104
    /// of each cell would seem to do.</summary>
    [Test]
    public void Judge_CellsOfDifferentSize_AskForAsManyAsTheyNeedWhenTheirScenesAreShared()
    {
        string[] cells = ["reach/id", "reach/vision/table", "reach/vision/light", "reach/vision/image"];
        var rules = Rules with { Margin = 0.06, Protected = [], Suite = "ood" };

        var asked = Claim(40);

        Assert.That((asked.Verdict, asked.PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, Verdict.Pass)));
        Assert.That(40 + (asked.PairsNeeded / 3), Is.InRange(125, 150));
        Assert.That((Claim(120).Verdict, Claim(150).Verdict), Is.EqualTo((Verdict.Inconclusive, Verdict.Pass)));

        // Of ten scenes one is lost in all cells, and one is won.
        ClaimResult Claim(int small)
        {
            static string Outcomes(int scenes, int fails) =>
                string.Concat(Enumerable.Range(0, scenes).Select(scene => scene % 10 == fails ? '-' : '+'));
            var run = SomeRecipes.Write(
                _folder[$"{small}"],
                [
                    .. cells.SelectMany(
                        (cell, i) =>
                        {
                            var scenes = i == 0 ? 200 : small;
                            return new[] { ("old", cell, Outcomes(scenes, 3)), ("new", cell, Outcomes(scenes, 6)) };
                        }
                    ),
                ]
            );
            return ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1)).Claims[0];
        }
    }

    /// <summary>One of eighty scenes is lost in all of four cells: one pair more changes nothing.</summary>
    [Test]
    public void Judge_CopiesOfACell_AskForAsManyMoreAsTheirScenesNeed()
    {
        string[] cells = ["reach/id", "reach/vision/table", "reach/vision/light", "reach/vision/image"];
        var run = SomeRecipes.Write(
            _folder["a"],
            [.. cells.SelectMany(cell => new[] { ("old", cell, new string('+', 80)), ("new", cell, new string('+', 79) + "-") })]
        );

        var claim = ReleaseGate.Judge(Rules with { Protected = [], Suite = "ood" }, Policy(run, 0), Policy(run, 1)).Claims[0];

        Assert.That((claim.Comparison.Counts.OnlyBaseline, claim.Comparison.Counts.Pairs), Is.EqualTo((4, 320)));
        Assert.That(claim.PairsNeeded, Is.InRange(80, 100));
    }

    /// <summary>Without what only the candidate could not finish it would pass: more of the kind does not help.</summary>
    [Test]
    public void Judge_CandidateErrorsThatHoldBackAPass_AreSaidInsteadOfMorePairs()
    {
        var rules = Rules with { Protected = [], Suite = "ood", MaxErrored = 0.1 };
        var run = SomeRecipes.Write(
            _folder["a"],
            [("old", "reach/id", new string('+', 200)), ("new", "reach/id", new string('+', 190) + new string('!', 10))]
        );

        var result = ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1));

        Assert.That((result.Verdict, result.Claims[0].PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, (Verdict?)null)));
        Assert.That(result.Reasons, Has.Some.Contains("while those that only the candidate could not finish are its failures"));
    }

    /// <summary>A pass is about the suite, not about the part of it that somebody ran.</summary>
    [Test]
    public void Judge_CellsThatNobodyOrOneSideRan_HoldBackThePass_AndAreNamed()
    {
        var all = new string('+', 80);
        var run = SomeRecipes.Write(_folder["a"], [("old", "reach/id", all), ("new", "reach/id", all), ("old", "reach/vision/table", all)]);
        Condition Cell(string axis) => new("reach", axis, null, axis == "id" ? Split.InDistribution : Split.OutOfDistribution);
        var suite = new ConditionSet([Cell("id"), Cell("vision/table"), Cell("vision/light")]);
        var rules = Rules with { Protected = [new("id", 0.1)], Suite = "ood" };

        var whole = ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1), MeantCells.Of(suite));
        var part = ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1), MeantCells.Of(suite, new([Cell("id")]), "*/id/*"));
        var unknown = ReleaseGate.Judge(rules, Policy(run, 0), Policy(run, 1));

        Assert.That(whole.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(whole.Claims.Select(claim => claim.Verdict), Is.EqualTo(new[] { Verdict.Inconclusive, Verdict.Pass }));
        Assert.That(
            whole.Reasons[^1],
            Is.EqualTo("all: nothing is known of vision/table, finished by old only; of vision/light, run by neither side")
        );
        Assert.That((part.Verdict, unknown.Verdict), Is.EqualTo((Verdict.Pass, Verdict.Inconclusive)));
        Assert.That(part.Reasons[0], Is.EqualTo("both sides were run with --only */id/*: this is about 1 of 3 cells"));
    }

    private static ComparisonSide Policy(RecordedRun run, int policy) => new(run, run.Record.Identity.Policies[policy]);

    [Test]
    public void Judge_ProtectedScopeThatIsNotThere_IsNotComparableAndNamesTheNearest()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 4, _ => true);

        var result = ReleaseGate.Judge(Rules with { Protected = [new("vison", 0.1)] }, side, Again(side));

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
        Assert.That(pairs, Is.LessThan(248), "as many as (1.645 + 0.842)^2 x 0.1 / 0.05^2 has");
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
    public void Decided_TakesEveryVerdictFromTheTestThatWasLookedAt()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);
        var rules = Rules with { Protected = [new("id", 0.1)] };
        var judged = ReleaseGate.Judge(rules, baseline, Again(baseline));
        var gate = new SequentialGate(rules);
        for (var i = 0; i < 20; i++)
        {
            gate.Add(["all", "id"], true, false);
        }

        var result = ReleaseGate.Decided(judged, gate, 20);

        Assert.That((judged.Verdict, judged.IsSequential), Is.EqualTo((Verdict.Pass, false)));
        Assert.That((result.Verdict, result.IsSequential), Is.EqualTo((Verdict.Regression, true)));
        Assert.That(result.Claims.Select(claim => (claim.Verdict, claim.PairsNeeded)), Has.All.EqualTo((Verdict.Regression, 0)));
        Assert.That(result.Reasons, Has.Length.EqualTo(4).And.Some.StartsWith("decided after 20 episodes"));
        Assert.That(result.Reasons, Has.None.Contains("p = ").And.None.Contains("p < "), "of a sample of fixed size");
    }

    [Test]
    public void Decided_WhereNothingIsSure_IsInconclusive()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 60, _ => true);

        var result = ReleaseGate.Decided(ReleaseGate.Judge(Rules, side, Again(side)), new(Rules), 0);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Claims.Select(claim => claim.Verdict), Has.All.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Reasons[0], Does.StartWith("not decided after 0 episodes"));
    }

    [Test]
    public void Decided_WhatMayNotBeCompared_StaysSo()
    {
        var rules = Rules with { Suite = "small" };
        var side = SomeSides.Recorded(_folder["a"], "old", 4, _ => true);
        var judged = ReleaseGate.Judge(rules, side, Again(side));

        Assert.That(ReleaseGate.Decided(judged, new(rules), 4), Is.SameAs(judged));
    }

    [Test]
    public void Judge_SaysTheLevelOfTheBoundThatItNames()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 10, _ => true);

        var result = ReleaseGate.Judge(Rules with { Alpha = 0.025 }, side, Again(side));

        Assert.That(result.Alpha, Is.EqualTo(0.025));
        Assert.That(result.Reasons[1..], Has.Length.EqualTo(3).And.All.Contains("(one-sided 97.5 % bound)"));
        var all = result.Claims[0];
        Assert.That(all.LowerBound, Is.EqualTo(-(1 - Math.Pow(0.025, 0.1))).Within(1e-12), "of ten scenes, which two cells share");
        Assert.That(
            all.UpperBound,
            Is.EqualTo(DifferenceInterval.Tango(all.Comparison.Counts, all.Comparison.Shared, 0.95).High).Within(1e-12)
        );
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

    /// <summary>Ten of two hundred errored trials, all of the candidate: without them the margin of 3 points is excluded.</summary>
    [Test]
    public void TrialsThatOnlyTheCandidateDidNotFinish_PassOnlyIfTheyWouldHaveAsFailures()
    {
        var rules = Rules with { Margin = 0.03, Protected = [], MaxErrored = 0.1 };
        var baseline = SomeSides.Recorded(_folder["old"], "old", 110, _ => true);
        var candidate = SomeSides.Recorded(_folder["new"], "new", 110, number => number % 20 == 0 ? null : true);

        var result = ReleaseGate.Judge(rules, baseline, candidate);
        var ofBoth = ReleaseGate.Judge(
            rules,
            SomeSides.Recorded(_folder["errored"], "old", 110, number => number % 20 == 0 ? null : true),
            candidate
        );

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(result.Reasons, Has.Some.Contain("11 trials that only new could not finish: a pass counts them as its failures"));
        Assert.That(result.Claims[0].LowerBound, Is.LessThan(-0.05));
        Assert.That(ofBoth.Verdict, Is.EqualTo(Verdict.Pass), "what neither finished says nothing of their difference");
    }

    /// <summary>Pairs that all end alike pass after 31. With some of the candidate's trials errored they do where they would have with
    /// as many failures, and not at all where those would be a drop.</summary>
    [TestCase("", "", Verdict.Pass, 31)]
    [TestCase("!", "", Verdict.Pass, 32)]
    [TestCase("", "!", Verdict.Pass, 66)]
    [TestCase("", "-", Verdict.Pass, 66)]
    [TestCase("", "!!!!!!!!", Verdict.Inconclusive, 39)]
    [TestCase("", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", Verdict.Inconclusive, 80)]
    public void LookedAtAfterEachScene_TrialsThatOnlyTheCandidateDidNotFinish_PassOnlyIfTheyWouldHaveAsFailures(
        string baseline,
        string candidate,
        Verdict expected,
        int episodes
    )
    {
        const int Scenes = 80;
        var run = SomeRecipes.Write(
            _folder["run"],
            [("old", "reach/id", baseline.PadRight(Scenes, '+')), ("new", "reach/id", candidate.PadRight(Scenes, '+'))]
        );
        var rules = Rules with { Suite = "ood", Margin = 0.1, Protected = [], MaxErrored = 1 };

        var (gate, took) = ReleaseGate.OfRounds(
            rules,
            new(run, run.Record.Identity.Policies[0]),
            new(run, run.Record.Identity.Policies[1])
        );

        Assert.That((gate.Verdict, took), Is.EqualTo((expected, episodes)));
        Assert.That(
            gate.Reasons.Where(reason => reason.Contains("could not finish", StringComparison.Ordinal)),
            candidate.Contains('!')
                ? Has.One.EndsWith("that only new could not finish: a pass counts them as its failures, a regression leaves them out")
                : Is.Empty
        );
    }

    /// <summary>The same trials in another run.</summary>
    private ComparisonSide Again(ComparisonSide side)
    {
        var copy = _folder["again"];
        if (!Directory.Exists(copy))
        {
            foreach (var file in Directory.EnumerateFiles(side.Run.Path, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(side.Run.Path, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
        var run = RecordedRun.Open(copy);
        return new(run, run.Record.Identity.Policies.Single(policy => policy.Name == side.Policy.Name));
    }
}
