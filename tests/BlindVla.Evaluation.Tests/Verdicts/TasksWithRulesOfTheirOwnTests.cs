using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

/// <summary>Gates over a suite whose tasks differ in their success rule: who reaches has to stay there, who touches need not.</summary>
internal sealed class TasksWithRulesOfTheirOwnTests
{
    private const int PerTask = 40;

    private static readonly GateRules Rules = new(
        "tiny",
        "tiny",
        0.1,
        [new("reach/id", 0.1), new("touch/id", 0.1)],
        0.05,
        0.8,
        MaxErrored: 0.02,
        0.01,
        null
    );

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(true, false, Verdict.Pass, Verdict.Pass, Verdict.Pass)]
    [TestCase(false, true, Verdict.Regression, Verdict.Regression, Verdict.Pass)]
    public void EachTaskIsJudgedByItsOwnRule(bool staysInReach, bool staysInTouch, Verdict all, Verdict reach, Verdict touch)
    {
        var (baseline, candidate) = (Side("old", true, true), Side("new", staysInReach, staysInTouch));

        var (asSample, asRun) = (ReleaseGate.Judge(Rules, baseline, candidate), ReleaseGate.OfRounds(Rules, baseline, candidate).Gate);

        Assert.That(asSample.Comparison!.SuccessRule, Is.Null, "there is not one");
        Assert.That(asSample.Claims.Select(claim => claim.Verdict), Is.EqualTo(new[] { all, reach, touch }));
        Assert.That((asSample.Verdict, asRun.Verdict), Is.EqualTo((all, all)));
    }

    [Test]
    public void ARuleOfTheGate_IsThatOfEveryTask()
    {
        var (baseline, candidate) = (Side("old", true, true), Side("new", staysInReach: false, staysInTouch: false));

        var (atEnd, anyStep) = (
            ReleaseGate.Judge(Rules with { SuccessRule = SuccessRule.AtEnd }, baseline, candidate),
            ReleaseGate.Judge(Rules with { SuccessRule = SuccessRule.AtAnyStep }, baseline, candidate)
        );

        Assert.That(atEnd.Claims.Select(claim => claim.Verdict), Has.All.EqualTo(Verdict.Regression));
        Assert.That(anyStep.Claims.Select(claim => claim.Verdict), Has.All.EqualTo(Verdict.Pass));
        Assert.That(
            (atEnd.Comparison!.SuccessRule, anyStep.Comparison!.SuccessRule),
            Is.EqualTo((SuccessRule.AtEnd, SuccessRule.AtAnyStep))
        );
    }

    /// <summary>What a rule is, both runs must agree on, task by task.</summary>
    [Test]
    public void ATaskWithAnotherRuleInOneRun_IsRefused()
    {
        var (baseline, candidate) = (Side("old", true, true), Side("new", true, true, touch: SuccessRule.AtEnd));

        Assert.That(
            () => ReleaseGate.Judge(Rules, baseline, candidate),
            Throws.TypeOf<RunException>().With.Message.Contains("the success rule of tiny/touch/id/0000 is not the same in both runs")
        );
    }

    /// <summary>Everything gets there; where it does not stay it has left again by the end.</summary>
    private ComparisonSide Side(string name, bool staysInReach, bool staysInTouch, SuccessRule touch = SuccessRule.AtAnyStep) =>
        SomeSides.Recorded(
            _folder[name],
            name,
            PerTask,
            number => number % 2 == 0 ? staysInReach : staysInTouch,
            anyStep: true,
            change: episode =>
                episode.ControlId is null
                    ? episode
                    : SomeEpisodes.Control(episode.Index) with
                    {
                        Id = $"tiny/touch/id/{episode.Index:d4}",
                        Task = "touch",
                        SuccessRule = touch,
                    }
        );
}
