using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class RealTimeSummaryTests
{
    [Test]
    public void Of_RealTimeTrials_SaysHowThePaceWasKept_AndWhatWasHeld()
    {
        var lines = RealTimeSummary
            .Of([Trial("a", 0, 5, 0.2, 0.21, ""), Trial("a", 1, 4, 0.25, 0.4, "workspace=2"), Trial("b", 0, 5, 0.2, 0.2, "")])
            .ToList();

        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Count.EqualTo(3));
            // 20 steps in 4 s and 20 in 5 s.
            Assert.That(
                lines[0],
                Does.StartWith("a: 4.44 control steps a second, 250 ms apart (99 % within 400 ms in the worst episode), 2 of 40 late")
            );
            Assert.That(
                lines[1],
                Is.EqualTo("a: 2 of its 40 actions were rejected by the world's own rules, which held instead: workspace=2")
            );
            Assert.That(lines[2], Does.StartWith("b: 5.00 control steps a second, 200 ms apart"));
        });
    }

    [Test]
    public void Of_WorldThatWaits_IsSilent() =>
        Assert.That(RealTimeSummary.Of([SomeRun.Succeeded(SomeRun.Control(0), "a"), SomeRun.Errored(SomeRun.Control(1), "a")]), Is.Empty);

    private static TrialRecord Trial(string policy, int index, double hz, double usual, double worst, string held) =>
        SomeRun.Succeeded(SomeRun.Control(index), policy) with
        {
            HeldRules = RuleCounts.Parse(held),
            HeldActions = RuleCounts.Parse(held).Total,
            Timing = new()
            {
                LateSteps = 1,
                EffectiveHz = hz,
                PeriodP50Seconds = usual,
                PeriodP99Seconds = worst,
            },
        };
}
