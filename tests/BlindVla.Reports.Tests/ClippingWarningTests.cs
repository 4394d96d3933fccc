using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class ClippingWarningTests
{
    private static readonly int Steps = SomeRun.Succeeded(SomeRun.Control(0), "fits").Steps!.Value;

    [Test]
    public void Of_PoliciesThatWereClippedMuch_HasALineForEach()
    {
        var lines = ClippingWarning
            .Of([Trial("fits", 0, 0), Trial("half", 0, Steps), Trial("half", 1, 0), Trial("all", 0, Steps), Trial("all", 1, Steps)])
            .ToList();

        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(
            lines[0],
            Does.StartWith($"warning: half: {Steps} of its {2 * Steps} actions (50 %) were clipped to the environment's limits")
        );
        Assert.That(lines[1], Does.StartWith($"warning: all: {2 * Steps} of its {2 * Steps} actions (100 %)"));
    }

    [Test]
    public void Of_AFifth_IsSilentAndMoreIsNot()
    {
        TrialRecord[] fifth = [.. Enumerable.Range(0, 5).Select(index => Trial("some", index, index == 0 ? Steps : 0))];

        Assert.That(ClippingWarning.Of(fifth), Is.Empty);
        Assert.That(ClippingWarning.Of([.. fifth[..4], Trial("some", 4, 1)]), Is.Not.Empty);
    }

    [Test]
    public void Of_ErroredTrials_IsSilent() => Assert.That(ClippingWarning.Of([SomeRun.Errored(SomeRun.Control(0), "gone")]), Is.Empty);

    private static TrialRecord Trial(string policy, int index, int clipped) =>
        SomeRun.Succeeded(SomeRun.Control(index), policy) with
        {
            ClippedActions = clipped,
        };
}
