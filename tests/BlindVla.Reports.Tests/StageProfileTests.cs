using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

public sealed class StageProfileTests
{
    [Test]
    public void Trials_OfTwoPolicies_ByHand()
    {
        TrialRecord[] trials =
        [
            Timed("fast", 0, simulator: 6, answers: 1, wall: 8),
            Timed("fast", 1, simulator: 6, answers: 3, wall: 12),
            Timed("slow", 0, simulator: 5, answers: 30, wall: 36),
        ];

        var lines = StageProfile.Plain(trials, width: null).Split('\n').Select(Words).ToList();

        Assert.That(lines[1], Is.EqualTo("fast 2 10.00 1000.0 60 % 20 % 20 % simulator"));
        Assert.That(lines[2], Is.EqualTo("slow 1 36.00 3600.0 14 % 83 % 3 % policy"));
        Assert.That(lines[3], Is.EqualTo("all 3 18.67 1866.7 30 % 61 % 9 % policy"));
    }

    [Test]
    public void Trials_OfWhichNoneWasTimed_HaveNone() =>
        Assert.That(StageProfile.Plain([SomeRun.Errored(SomeRun.Control(0), "fast")], width: null), Is.Empty);

    private static TrialRecord Timed(string policy, int index, double simulator, double answers, double wall) =>
        SomeRun.Succeeded(SomeRun.Control(index), policy) with
        {
            Steps = 10,
            SimSeconds = simulator,
            PolicySeconds = answers,
            WallSeconds = wall,
        };

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
