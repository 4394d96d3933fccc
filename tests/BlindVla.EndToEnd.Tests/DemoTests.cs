using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>What a newcomer types first: released checkpoints on the real simulator, to the verdict and the page.</summary>
[CancelAfter(300_000)]
public sealed class DemoTests
{
    [Test]
    public async Task Demo_RunsBothCheckpoints_JudgesThem_AndWritesThePage()
    {
        using var workplace = new Workplace();
        var folder = workplace.PathOf("demo");

        var (code, output, error) = await Workplace.RunAsync("demo", "--episodes", "1", "--out", folder);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        var run = RecordedRun.Open(folder);
        Assert.That(run.Trials.Select(trial => trial.Policy).Distinct(), Is.EquivalentTo(new[] { "naive", "align" }));
        Assert.That(run.Trials.Count(trial => trial.Outcome != Outcome.Errored), Is.EqualTo(8), "four cells under two policies");
        // One episode of a cell proves nothing, whatever the checkpoints can do.
        Assert.That(output, Does.Contain("INCONCLUSIVE: gate put-on-plate"));
        Assert.That(error, Does.Contain($"The page: {Path.Combine(folder, "report.html")}"));
        Assert.That(error, Does.Not.Contain("./blindvla report"), "it would say that the page is there already");
        Assert.That(File.ReadAllText(Path.Combine(folder, "report.html")), Does.Contain("inconclusive").IgnoreCase);
    }
}
