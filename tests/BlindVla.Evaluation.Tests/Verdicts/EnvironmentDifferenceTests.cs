using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class EnvironmentDifferenceTests
{
    private const string Cell = "reach/id";
    private const int Episodes = 100;

    private static readonly GateRules Rules = new("tiny", "ood", 0.1, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);
    private static readonly GateRules Lenient = Rules with { IdentityMayDiffer = ["renderer"] };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Nobody is sent to run what is there.</summary>
    [Test]
    public void AnotherRenderer_WhereTheCandidatesRunHasTheBaseline_OffersThat()
    {
        var result = ReleaseGate.Judge(Rules, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0), ("naive", 0)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(
            result.Reasons[^1],
            Does.Contain($"compare with that, --baseline {_folder["new"]}:naive;")
                .And.Contain("identity_may_differ")
                .And.Not.Contain("run the baseline again")
        );
    }

    [Test]
    public void AnotherRenderer_IsNotComparable_AndSaysWhatToDo()
    {
        var result = ReleaseGate.Judge(Rules, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons[0], Is.EqualTo("identity.environment.renderer: expected \"egl\", found \"osmesa\""));
        Assert.That(
            result.Reasons[^1],
            Does.Contain("run the baseline again where the candidate was run").And.Contain("identity_may_differ")
        );
    }

    [TestCase("processor", "x86-64-v3", "x86-64-v4", Verdict.NotComparable)]
    [TestCase("processor", "x86-64-v3", "x86-64-v3", Verdict.Pass)]
    [TestCase("processor", null, "x86-64-v4", Verdict.Pass)]
    [TestCase("rig_sha256", "aa", "bb", Verdict.NotComparable)]
    [TestCase("rig_sha256", "aa", "aa", Verdict.Pass)]
    [TestCase("rig_sha256", null, "bb", Verdict.Pass)]
    public void AnotherProcessorClassOrRig_IsNotComparable_WhereBothSidesSayTheirs(
        string fact,
        string? here,
        string? there,
        Verdict verdict
    )
    {
        ComparisonSide On(string? value, ComparisonSide side)
        {
            SomeRun.Rewrite(side.Run.Path, run =>
                run with
                {
                    Identity = run.Identity with
                    {
                        Environment =
                            fact == "processor"
                                ? run.Identity.Environment with
                                {
                                    Processor = value,
                                }
                                : run.Identity.Environment with
                                {
                                    RigSha256 = value,
                                },
                    },
                }
            );
            var run = RecordedRun.Open(side.Run.Path);
            return new(run, run.Record.Identity.Policies[0]);
        }

        var result = ReleaseGate.Judge(
            Rules,
            On(here, Side("old", "egl", ("naive", 0))),
            On(there, Side("new", "egl", ("align", 0), ("naive", 0)))
        );

        Assert.That(result.Verdict, Is.EqualTo(verdict));
        Assert.That(
            result.Reasons,
            verdict == Verdict.Pass ? Is.Empty : Has.Some.EqualTo($"identity.environment.{fact}: expected \"{here}\", found \"{there}\"")
        );
    }

    /// <summary>That of the harness, where a policy's network computed on it; of a server's policy nobody knows.</summary>
    [TestCase("x86-64-v3", "x86-64-v4", false, Verdict.NotComparable)]
    [TestCase("x86-64-v3", "x86-64-v4", true, Verdict.Pass)]
    [TestCase("x86-64-v3", "x86-64-v3", false, Verdict.Pass)]
    [TestCase(null, "x86-64-v4", false, Verdict.Pass)]
    [TestCase("x86-64-v3", null, false, Verdict.Pass)]
    public void AnotherProcessorClassOfThePolicies_IsAsOneOfTheWorld(string? here, string? there, bool isAllowed, Verdict verdict)
    {
        ComparisonSide On(string? processor, ComparisonSide side)
        {
            SomeRun.Rewrite(side.Run.Path, run =>
                run with
                {
                    Identity = run.Identity with
                    {
                        Policies = [.. run.Identity.Policies.Select(policy => policy with { Processor = processor })],
                    },
                }
            );
            var run = RecordedRun.Open(side.Run.Path);
            return new(run, run.Record.Identity.Policies[0]);
        }

        var result = ReleaseGate.Judge(
            isAllowed ? Rules with { IdentityMayDiffer = ["processor"] } : Rules,
            On(here, Side("old", "egl", ("naive", 0))),
            On(there, Side("new", "egl", ("align", 0), ("naive", 0)))
        );

        Assert.That(result.Verdict, Is.EqualTo(verdict));
        Assert.That(
            result.Reasons.FirstOrDefault() ?? "",
            here is null || there is null || here == there
                ? Is.Empty
                : Does.StartWith($"identity.policies[0].processor: expected \"{here}\", found \"{there}\"")
        );
        Assert.That(result.Reasons.Any(reason => reason.Contains("identity_may_differ")), Is.EqualTo(verdict == Verdict.NotComparable));
    }

    [Test]
    public void AllowedWithARepeatThatAgrees_IsJudged_AndTheVerdictSaysWhatDiffers()
    {
        var result = ReleaseGate.Judge(Lenient, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 1), ("naive", 1)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(
            result.Reasons.Single(),
            Does.StartWith("identity.environment.renderer: expected \"egl\", found \"osmesa\"; naive, the baseline run again")
                .And.Contain("differs in all by -1.0 points")
                .And.EndWith("100 pairs)")
        );
    }

    [Test]
    public void AllowedWithoutARepeat_IsNotComparable()
    {
        var result = ReleaseGate.Judge(Lenient, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons[^1], Does.Contain("has the baseline, naive, run again; it has not"));
    }

    [Test]
    public void AllowedWithARepeatThatDiffers_IsNotComparable()
    {
        var result = ReleaseGate.Judge(Lenient, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0), ("naive", 8)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(
            result.Reasons[^1],
            Does.Contain("differs in all by -8.0 points").And.EndWith($"; compare with that run itself: --baseline {_folder["new"]}:naive")
        );
    }

    /// <summary>Eight lost and none won are a difference, however wide the margin is.</summary>
    [Test]
    public void AllowedWithARepeatThatSurelyDiffers_IsNotComparable()
    {
        var rules = Lenient with { Margin = 0.3 };

        var result = ReleaseGate.Judge(rules, Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0), ("naive", 8)));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
    }

    /// <summary>What is nothing in the whole may be something in a cell that is protected by itself.</summary>
    [Test]
    public void AllowedWithARepeatThatDiffersInAClaim_IsNotComparable()
    {
        const string Other = "reach/vision/table";
        string All(int failures) => new string('-', failures) + new string('+', Episodes - failures);
        var old = Rendered("old", "egl", ("naive", Cell, All(0)), ("naive", Other, All(0)));
        var candidate = Rendered(
            "new",
            "osmesa",
            ("align", Cell, All(0)),
            ("align", Other, All(0)),
            ("naive", Cell, All(0)),
            ("naive", Other, All(4))
        );

        var whole = ReleaseGate.Judge(Lenient, old, candidate);
        var cell = ReleaseGate.Judge(Lenient with { Protected = [new("vision", 0.05)] }, old, candidate);

        Assert.That(whole.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(cell.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(cell.Reasons[^1], Does.Contain("in vision by -4.0 points"));
    }

    [Test]
    public void AllowedWithARepeatOfAPart_IsNotComparable()
    {
        var old = Side("old", "egl", ("naive", 0));
        var all = new string('+', Episodes);
        var candidate = Rendered("new", "osmesa", ("align", Cell, all), ("naive", Cell, all[..(Episodes / 2)]));

        var result = ReleaseGate.Judge(Lenient, old, candidate);

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons[^1], Does.Contain("lacks 50 of the episodes that are compared"));
    }

    [Test]
    public void AllowedRenderer_LetsNothingElseDiffer()
    {
        var (baseline, candidate) = (Side("old", "egl", ("naive", 0)), Side("new", "osmesa", ("align", 0), ("naive", 0)));
        SomeRun.Rewrite(candidate.Run.Path, run =>
            run with
            {
                Identity = run.Identity with { Environment = run.Identity.Environment with { AssetsSha256 = "other" } },
            }
        );
        var changed = RecordedRun.Open(candidate.Run.Path);

        var result = ReleaseGate.Judge(Lenient, baseline, new(changed, changed.Record.Identity.Policies[0]));

        Assert.That(result.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(result.Reasons, Has.Some.StartsWith("identity.environment.assets_sha256"));
    }

    /// <summary>The first policy of a run.</summary>
    /// <param name="policies">With how many episodes each fails.</param>
    private ComparisonSide Side(string name, string renderer, params (string Policy, int Failures)[] policies) =>
        Rendered(
            name,
            renderer,
            [
                .. policies.Select(policy =>
                    (policy.Policy, Cell, new string('-', policy.Failures) + new string('+', Episodes - policy.Failures))
                ),
            ]
        );

    private ComparisonSide Rendered(string name, string renderer, params (string Policy, string Cell, string Outcomes)[] rows)
    {
        SomeRecipes.Write(_folder[name], rows);
        SomeRun.Rewrite(_folder[name], run =>
            run with
            {
                Identity = run.Identity with
                {
                    Environment = run.Identity.Environment with { Renderer = renderer },
                    Policies = [.. run.Identity.Policies.Select(policy => policy with { Checkpoint = policy.Name })],
                },
            }
        );
        var recorded = RecordedRun.Open(_folder[name]);
        return new(recorded, recorded.Record.Identity.Policies[0]);
    }
}
