using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class GatePlanTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.05, [new("vision", 0.1)], 0.05, 0.8, 0.02, 0.01, null);

    private static ConditionSet Conditions => new(SomeEpisodes.Suite(1).Select(episode => episode.Condition));

    [Test]
    public void Of_EachClaimSharesItsPairsAmongItsCells()
    {
        // Both claims are to hold with a power of 0.8, so each alone must with its root.
        static int Needed(double margin) => PairPlanning.PairsNeeded(margin, 0.1, 0.05, Math.Sqrt(0.8));

        var plan = GatePlan.Of(Rules, Conditions, 0.1);

        var (all, vision) = (Needed(0.05), Needed(0.1));
        Assert.That(
            plan.Claims,
            Is.EqualTo(new ClaimPlan[] { new("all", 0.05, all, 2, (all + 1) / 2), new("vision", 0.1, vision, 1, vision) })
        );
        Assert.That(plan.PerCell, Is.EqualTo(Math.Max((all + 1) / 2, vision)));
    }

    [Test]
    public void Of_ClaimsAboutWhatTheSuiteDoesNotHave_AreAllNamed()
    {
        var rules = Rules with { Protected = [new("vison", 0.1), new("semantic", 0.1)] };

        var error = Assert.Throws<RunException>(() => GatePlan.Of(rules, Conditions, 0.1))!;

        Assert.That(error.Fault, Is.EqualTo(RunFault.Refused));
        Assert.That(error.Message, Does.Contain("'vison'; did you mean 'vision'?").And.Contain("'semantic'"));
    }
}
