using System.Text.RegularExpressions;
using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/add-an-axis.md</c>, followed.</summary>
[CancelAfter(300_000)]
public sealed partial class AddAnAxisTests
{
    private static readonly Page Page = new("docs/add-an-axis.md");

    [Test]
    public void Quotes_AreTheFiles() => Page.AssertQuotes();

    [Test]
    public async Task Commands_DrawAndRunTheAxis_AndTheRunKeepsTheSuiteWrittenOut()
    {
        using var workplace = new Workplace();
        string Here(string word) =>
            word.Replace("results/runs", workplace.Folder, StringComparison.Ordinal)
                .Replace("tests/", Path.Combine(Workplace.Installation.Root, "tests/"), StringComparison.Ordinal);

        foreach (var command in Page.Commands)
        {
            var (code, output, error) = await Workplace.RunAsync([.. command.Select(Here)]);

            Assert.That(code, Is.EqualTo(ExitCode.Success), $"{string.Join(' ', command)}\n{output}{error}");
        }
        var run = RecordedRun.Open(workplace.PathOf("dusk"));
        Assert.That(
            run.Trials.Select(trial => trial.EpisodeId).Order(),
            Is.EqualTo(
                new[] { "dusk/put-on-plate/id/0000", "dusk/put-on-plate/vision/dusk@0.5/0000", "dusk/put-on-plate/vision/dusk@1/0000" }
            )
        );
        var copy = await File.ReadAllTextAsync(workplace.PathOf("dusk/suite/dusk.yaml"));
        Assert.That(copy, Does.Contain("arm_joint_positions: [-0.01840777 rad").And.Not.Contain("extends:"));
        var moon = RecordedRun.Open(workplace.PathOf("moon")).Trials;
        Assert.That(moon.Select(trial => trial.Outcome), Is.All.Not.EqualTo(Outcome.Errored).And.Exactly(2).Items);
        Assert.That(moon.Select(trial => trial.SceneSha256).Distinct().Count(), Is.EqualTo(2));
        var (replayed, _, reason) = await Workplace.RunAsync("replay", workplace.PathOf("dusk"), run.Trials[0].EpisodeId);
        Assert.That(replayed, Is.EqualTo(ExitCode.Success), reason);
    }

    /// <summary>That a slot really takes no more is for whoever adds one to say; here that nothing named has moved.</summary>
    [Test]
    public void FilesAndMembers_OfASlot_AreThere()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Workplace.Installation.Root, "docs", "add-an-axis.md")));

        Assert.That(rows, Has.Count.EqualTo(14));
        foreach (Match row in rows)
        {
            var file = row.Groups["file"].Value;
            var text = File.ReadAllText(Path.Combine(Workplace.Installation.Root, file));
            foreach (Match name in Name().Matches(row.Groups["what"].Value))
                Assert.That(text, Does.Contain(name.Groups[1].Value.Replace(".cs", "", StringComparison.Ordinal)), $"{file}: {name}");
            Assert.That(
                text,
                Does.Contain("latency").IgnoreCase.Or.Contain("scale").IgnoreCase.Or.Contain("color_factor"),
                $"{file} has nothing of a slot that there is"
            );
        }
    }

    [GeneratedRegex(@"^\| `(?<file>[^`]+/[^`]+)` \| (?<what>.*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
