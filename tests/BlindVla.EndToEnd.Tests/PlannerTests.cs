using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The task can be done, and is not given away for nothing.</summary>
[CancelAfter(600_000)]
public sealed class PlannerTests
{
    [Test]
    public async Task PlannerSucceedsAndHoldDoesNot_OnEveryAxis()
    {
        using var workplace = new Workplace();
        var folder = workplace.PathOf("run");

        var (code, output, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "planner",
            "--policy",
            "hold",
            "--episodes",
            "6",
            "--seed",
            "1",
            "--video",
            "failures",
            "--out",
            folder
        );

        Assert.That(code, Is.Zero, error);
        var trials = RecordedRun.Open(folder).Trials;
        var planner = trials.Where(t => t.Policy == "planner").ToList();
        Assert.That(planner, Has.Count.EqualTo(24));
        Assert.That(planner.Count(t => t.SuccessAtEnd == true), Is.GreaterThanOrEqualTo(22), output);
        Assert.That(trials.Where(t => t.Policy == "hold").Select(t => t.SuccessAnyStep), Has.All.False);
        Assert.That(trials.Count(trial => RunFolder.FilmOf(folder, trial.Key) is not null), Is.GreaterThanOrEqualTo(24));
    }
}
