using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class TrainingSeedsTests
{
    private const string Cell = "reach/id";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Recipes_ArePairedSeedBySeed_AndTheirScatterIsInTheEffect()
    {
        var run = Run(
            ("naive-0", "++++----"),
            ("naive-1", "++++----"),
            ("align-1", "++++++--"),
            ("align-0", "++++----"),
            ("other", "++++++++")
        );

        var comparison = Comparison.Of(Recipe(run, "naive"), Recipe(run, "align"));

        var all = comparison.Find(Condition.Everything)!;
        Assert.That((comparison.Baseline, comparison.Candidate), Is.EqualTo(("naive-*", "align-*")));
        Assert.That((all.Counts.Pairs, all.Counts.OnlyCandidate, all.Shared.Scenes), Is.EqualTo((16, 2, 8)));
        Assert.That(
            all.Seeds.Select(seed => (seed.Seed, seed.Pairs, seed.Difference)),
            Is.EqualTo(new[] { ("0", 8, 0.0), ("1", 8, 0.25) })
        );
        // By hand: d = 1/8, V0 = 2 - 16/64 = 1.75. Scenes: two have a sum of 1, six of 0, so that their squares are 1.5 and their fourths
        // 21/32, which is as of 24/7 scenes: Vc = 1.5 / (1 - 7/48) = 72/41, and the effect (72/41 + 2) / 2.75. Seeds: 2 x (1 + 1) = 4,
        // with Student's 12.706 of one degree of freedom.
        var (scenes, seeds) = (Math.Max(1, (72.0 / 41 + 2) / 2.75), Math.Pow(12.7062 / 1.959964, 2) * 4 / 1.75);
        Assert.That(all.Shared.DesignEffect, Is.EqualTo(scenes + seeds - 1).Within(1e-3));
    }

    [Test]
    public void OnePolicy_StandsAgainstEverySeed()
    {
        var run = Run(("old", "++++----"), ("align-0", "++++----"), ("align-1", "+++++---"), ("align-2", "++++++--"));

        var all = Comparison.Of(new(run, run.Record.Identity.Policies[0]), Recipe(run, "align")).Find(Condition.Everything)!;

        Assert.That((all.Counts.Pairs, all.Counts.OnlyCandidate), Is.EqualTo((24, 3)));
        Assert.That(all.Seeds.Select(seed => seed.Difference), Is.EqualTo(new[] { 0, 0.125, 0.25 }));
    }

    [Test]
    public void RecipesOfOtherSeeds_AreRefused()
    {
        var run = Run(("naive-0", "++"), ("naive-1", "++"), ("align-0", "++"), ("align-2", "++"));

        Assert.That(
            () => Comparison.Of(Recipe(run, "naive"), Recipe(run, "align")),
            Throws
                .TypeOf<RunException>()
                .With.Message.Contains("naive-* has the training seeds 0, 1, align-* 0, 2")
                .And.Message.Contains("naive-* lacks 2 and align-* lacks 1; run what is lacking")
        );
    }

    [Test]
    public void RecipeWithMoreSeeds_IsRefused_AndOnlyTheOtherLacksSome()
    {
        var run = Run(("naive-0", "++"), ("naive-1", "++"), ("align-0", "++"), ("align-1", "++"), ("align-2", "++"));

        Assert.That(
            () => Comparison.Of(Recipe(run, "naive"), Recipe(run, "align")),
            Throws.TypeOf<RunException>().With.Message.Contains("by their seed, and naive-* lacks 2; run")
        );
    }

    [Test]
    public void RecipesOfOneOtherSeedEach_AreRefused()
    {
        var run = Run(("naive-0", "++"), ("align-2", "++"));

        Assert.That(
            () => Comparison.Of(Recipe(run, "naive"), Recipe(run, "align")),
            Throws.TypeOf<RunException>().With.Message.Contains("naive-* has the training seeds 0, align-* 2")
        );
    }

    [Test]
    public void OnePolicyAgainstARecipe_LeavesEachTrialOutOnce()
    {
        var run = Run(("naive", "++++"), ("align-0", "++  "), ("align-1", "++  "));

        var comparison = Comparison.Of(new(run, run.Record.Identity.Policies[0]), Recipe(run, "align"));

        Assert.That(
            comparison.Excluded,
            Is.EqualTo(new[] { new ExcludedTrials("baseline naive", "not run by the other side", 2) }),
            "however many seeds it stands against"
        );
    }

    [Test]
    public void Repeats_NameThePartThatIsComparedWithItself()
    {
        var run = Run(("naive-0", "++"), ("naive-1", "++"), ("again", "++"));
        SomeRun.Rewrite(run.Path, record =>
            record with
            {
                Identity = record.Identity with
                {
                    Policies =
                    [
                        .. record.Identity.Policies.Select(policy => policy with { Checkpoint = policy.Name == "naive-1" ? "1" : "0" }),
                    ],
                },
            }
        );
        run = RecordedRun.Open(run.Path);
        ComparisonSide Side(int policy) => new(run, run.Record.Identity.Policies[policy]);

        Assert.That(
            ReleaseGate.Repeats(Side(2), Recipe(run, "naive")),
            Is.EqualTo("naive-0 of naive-*: the same policy as its partner in again, from which only repeats make it differ")
        );
        Assert.That(ReleaseGate.Repeats(Side(2), Side(0)), Is.EqualTo(ReleaseGate.SamePolicy));
        Assert.That(ReleaseGate.Repeats(Side(2), Side(1)), Is.Null);
    }

    [Test]
    public void Gate_OfRecipes_JudgesAllTheirCheckpoints()
    {
        var run = Run(
            ("naive-0", new string('+', 60)),
            ("naive-1", new string('+', 60)),
            ("bad-0", new string('-', 60)),
            ("bad-1", new string('-', 60))
        );
        var rules = new GateRules("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);

        var result = ReleaseGate.Judge(rules, Recipe(run, "naive"), Recipe(run, "bad"));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(result.Comparison!.Find(Condition.Everything)!.Counts.Pairs, Is.EqualTo(120));
    }

    [Test]
    public void Gate_OfCopiesOfOneCheckpoint_IsNotComparable()
    {
        var run = Run(
            ("naive-0", new string('+', 60)),
            ("naive-1", new string('+', 60)),
            ("copy-0", new string('+', 60)),
            ("copy-1", new string('+', 60))
        );
        SomeRun.Rewrite(run.Path, record =>
            record with
            {
                Identity = record.Identity with
                {
                    Policies =
                    [
                        .. record.Identity.Policies.Select(policy =>
                            policy.Name.StartsWith("copy", StringComparison.Ordinal) ? policy with { Checkpoint = "50e5" } : policy
                        ),
                    ],
                },
            }
        );
        var copied = RecordedRun.Open(run.Path);
        var rules = new GateRules("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);

        var result = ReleaseGate.Judge(rules, Recipe(copied, "naive"), Recipe(copied, "copy"));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons.Single(), Does.StartWith("copy-0 and copy-1 of").And.Contain("copies are no training seeds"));
    }

    /// <summary>With two seeds Student's quantile is 6.5 times the normal one at 97.5 %, and 25 times at 99.5 %: who wants to be that sure
    /// learns less from them.</summary>
    [Test]
    public void Seeds_WidenByTheLevelOfTheDecision()
    {
        // Of 1200 pairs a seed, 50 and 58 lost: 4.2 and 4.8 points.
        var pairs = new List<ComparedPair>();
        foreach (var (seed, lost) in new[] { ("0", 50), ("1", 58) })
        {
            for (var scene = 0; scene < 1200; scene++)
            {
                pairs.Add(
                    new($"{seed} {scene}", seed, new("reach", "id", null, Split.InDistribution), null, null, null, true, scene >= lost)
                );
            }
        }
        var scope = new ConditionSet([new("reach", "id", null, Split.InDistribution)]).Scopes[0];

        var comparison = ScopeComparison.Of(scope, pairs, unpaired: null, 0.95);

        // By hand: V0 = 108 - 2400 (108/2400)^2 = 103.1; between the seeds 2 (4^2 + 4^2) = 64.
        double Effect(double quantile, double normal) => Math.Max(0, (Math.Pow(quantile / normal, 2) * 64 / 103.14) - 1) + 1;
        Assert.That(comparison.Shared.DesignEffect, Is.EqualTo(Effect(12.7062, 1.95996)).Within(0.01));
        var p = comparison.DropP;
        Assert.That(
            PairedTest.McNemarDrop(0, 108 / Effect(StudentInterval.OverNormal(2, 1 - (2 * p)), 1)),
            Is.EqualTo(p).Within(1e-4),
            "p is the level at which a test would just find the drop"
        );
        Assert.That(p, Is.GreaterThan(0.005).And.LessThan(0.05));
        Assert.That(comparison.IntervalAt(0.9).High, Is.LessThan(0));
        Assert.That(comparison.IntervalAt(0.99).High, Is.GreaterThan(0));
    }

    /// <summary>More pairs of the same seeds do not say how far others would differ.</summary>
    [Test]
    public void Gate_ThatOnlySeedsLeaveOpen_AsksForNoMorePairs()
    {
        var run = Run(
            ("naive-0", new string('+', 200)),
            ("naive-1", new string('+', 200)),
            ("align-0", new string('+', 200)),
            ("align-1", new string('+', 190) + new string('-', 10))
        );
        var rules = new GateRules("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);

        var result = ReleaseGate.Judge(rules, Recipe(run, "naive"), Recipe(run, "align"));

        Assert.That((result.Verdict, result.Claims[0].PairsNeededFor), Is.EqualTo((Verdict.Inconclusive, (Verdict?)null)));
        Assert.That(result.Reasons, Has.Some.Contains("more pairs of these training seeds will hardly decide it; more seeds may"));
    }

    /// <summary>Three seeds whose rates differ, or do not, over the same scenes: the interval has the true difference in it.</summary>
    [TestCase(0)]
    [TestCase(0.1)]
    [TestCase(0.3)]
    public void Interval_CoversWhatOtherSeedsWouldShow(double scatter)
    {
        const int Draws = 500;
        var covered = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = KeyedRandom.Create(5, "seeds", $"{draw}");
            var pairs = new List<ComparedPair>();
            for (var seed = 0; seed < 3; seed++)
            {
                var rate = 0.5 + (scatter * ((2 * random.NextDouble()) - 1));
                for (var scene = 0; scene < 60; scene++)
                {
                    pairs.Add(
                        new(
                            $"{scene}",
                            $"{seed}",
                            new("reach", "id", null, Split.InDistribution),
                            null,
                            null,
                            null,
                            random.NextDouble() < 0.5,
                            random.NextDouble() < rate
                        )
                    );
                }
            }
            var interval = ScopeComparison
                .Of(new ConditionSet([new("reach", "id", null, Split.InDistribution)]).Scopes[0], pairs, unpaired: null, 0.95)
                .Interval;
            covered += interval.Low <= 0 && 0 <= interval.High ? 1 : 0;
        }

        Assert.That((double)covered / Draws, Is.GreaterThan(0.93));
    }

    private static ComparisonSide Recipe(RecordedRun run, string name) => ComparisonSide.OfRecipe(run, name)!;

    private RecordedRun Run(params (string Policy, string Outcomes)[] rows) =>
        SomeRecipes.Write(_folder["run"], rows.Select(row => (row.Policy, Cell, row.Outcomes)));
}
