using System.Text.Json;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A suite whose tasks count success by different rules, from the suite file to the verdict.</summary>
[CancelAfter(600_000)]
public sealed class SuccessRuleTests
{
    private Workplace _workplace = null!;
    private string _run = null!;

    [OneTimeSetUp]
    public async Task RunAMixedSuite()
    {
        _workplace = new();
        _run = _workplace.PathOf("run");
        var smoke = File.ReadAllText(Path.Combine(Workplace.Installation.Scenarios, "suites/smoke.yaml"));
        var second = smoke.LastIndexOf("success_rule: at_end", StringComparison.Ordinal);
        var suite = _workplace.PathOf("mixed.yaml");
        File.WriteAllText(
            suite,
            smoke[..second].Replace("name: smoke", "name: mixed", StringComparison.Ordinal)
                + smoke[second..].Replace("at_end", "at_any_step", StringComparison.Ordinal)
        );
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            suite,
            "--policy",
            "planner",
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--only",
            "*/id/*",
            "--out",
            _run
        );
        Assert.That(code, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void DeleteTheRun() => _workplace.Dispose();

    [Test]
    public void EveryTrial_HasTheRuleOfItsTask_AndTheRunClaimsNone()
    {
        var run = RecordedRun.Open(_run);

        Assert.That(run.Record.Identity.SuccessRule, Is.Null);
        Assert.That(
            run.Trials.Select(trial => (trial.Task, trial.SuccessRule)).Distinct(),
            Is.EquivalentTo(new[] { ("put-on-plate", (SuccessRule?)SuccessRule.AtEnd), ("color", (SuccessRule?)SuccessRule.AtAnyStep) })
        );
    }

    [Test]
    public async Task Compare_MixedRules_HasItsOwnAndBothOthers()
    {
        var (code, output, error) = await Workplace.RunAsync("compare", _run, "--baseline", "hold", "--candidate", "planner", "--json");

        Assert.That(code, Is.Zero, error);
        using var list = JsonDocument.Parse(output);
        Assert.That(
            list.RootElement.EnumerateArray().Select(one => one.GetProperty("success_rule").GetString()),
            Is.EqualTo(new[] { null, "at_end", "at_any_step" })
        );
    }

    [Test]
    public async Task Report_MixedRules_SaysWhichRowHasWhich()
    {
        var (code, output, error) = await Workplace.RunAsync("report", _run, "--markdown", "--html", _workplace.PathOf("page.html"));

        Assert.That(code, Is.Zero, error);
        Assert.That(
            output,
            Does.Contain("| color/id | any step |").And.Contain("| put-on-plate/id | at end |").And.Contain("by the rule of each task")
        );
    }
}
