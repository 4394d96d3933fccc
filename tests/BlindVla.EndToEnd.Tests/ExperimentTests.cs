using System.Diagnostics;
using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The whole way from scenes to a report, with networks of silly size.</summary>
[CancelAfter(600_000)]
public sealed class ExperimentTests
{
    [Test]
    public async Task Smoke_FromScenesToAReport_RunsAndIsDoneOnce()
    {
        using var workplace = new Workplace();

        var (code, output, error) = await Workplace.RunAsync("experiment", "smoke", "--out", workplace.Folder);

        Assert.That(code, Is.Zero, $"{output}{error}{Logs(workplace)}");
        var run = RecordedRun.Open(workplace.PathOf("judged"));
        Assert.That(run.Record.Trials.Finished, Is.EqualTo(4));
        Assert.That(run.Record.Identity.Policies.Select(policy => policy.Name), Is.EqualTo(new[] { "naive-0", "naive-1" }));
        Assert.That(
            run.Record.Identity.Policies.Select(policy => policy.Checkpoint).Distinct().Count(),
            Is.EqualTo(2),
            "two seeds, two checkpoints"
        );
        Assert.That(File.Exists(Path.Combine(workplace.PathOf("page"), "report.html")));
        Assert.That(
            File.ReadLines(Path.Combine(workplace.PathOf("table"), "table.csv")).Last(),
            Does.StartWith("naive,false,naive-0 naive-1,put-on-plate,"),
            "two seeds of one recipe"
        );

        var (again, said, _) = await Workplace.RunAsync("experiment", "smoke", "--out", workplace.Folder);
        Assert.That(again, Is.Zero);
        Assert.That(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.EndsWith("done before"));
    }

    [Test]
    public async Task DryRun_OfAnExperiment_RunsNothingAndSaysWhatIsLeft()
    {
        using var workplace = new Workplace();

        var (code, output, _) = await Workplace.RunAsync("experiment", "smoke", "--out", workplace.PathOf("none"), "--dry-run");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("to do").And.Contain("train smoke-naive --seed 1"));
        Assert.That(Directory.Exists(workplace.PathOf("none")), Is.False);
    }

    /// <summary>The stages of an experiment that is killed: their input ends with it.</summary>
    [Test]
    public async Task StageWhoseParentIsKilled_Ends()
    {
        using var workplace = new Workplace();
        string[] words = ["collect", "--static", "--scenes", "2000", "--seed", "1", "--workers", "1", "--out", workplace.PathOf("static")];
        var start = new ProcessStartInfo("dotnet", [Workplace.Installation.Program, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Interruption.EndsWithParent] = "1";
        using var stage = Process.Start(start)!;
        Assert.That(await stage.StandardError.ReadLineAsync(), Is.Not.Null, "it runs");

        stage.StandardInput.Close();
        await stage.WaitForExitAsync();

        Assert.That(stage.ExitCode, Is.EqualTo(ExitCode.Interrupted));
    }

    private static string Logs(Workplace workplace) =>
        string.Join('\n', Directory.GetFiles(workplace.Folder, "*.log").Select(log => $"{log}\n{File.ReadAllText(log)}"));
}
