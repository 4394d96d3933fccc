using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/own-suite.md</c>, followed; <c>gate --run</c> is for <c>GateTests</c>.</summary>
[CancelAfter(300_000)]
public sealed class OwnSuiteHowToTests
{
    private static readonly Page Page = new("docs/own-suite.md");

    [Test]
    public void Quotes_AreTheFiles() => Page.AssertQuotes();

    [Test]
    public async Task Commands_ShowDrawRunAndJudgeTheSuite()
    {
        using var workplace = new Workplace();
        foreach (var command in Page.Commands.Where(words => !words.Contains("--run")))
        {
            var (code, output, error) = await Workplace.RunAsync([
                .. command.Select(word =>
                    word.Replace("results/runs", workplace.Folder, StringComparison.Ordinal)
                        .Replace("tests/", Path.Combine(Workplace.Installation.Root, "tests/"), StringComparison.Ordinal)
                ),
            ]);

            var expected = command.Contains("--baseline") ? ExitCode.Inconclusive : ExitCode.Success;
            Assert.That(code, Is.EqualTo(expected), $"{string.Join(' ', command)}\n{output}{error}");
        }
        Assert.That(
            RecordedRun.Open(workplace.PathOf("kitchen")).Trials.Select(trial => trial.EpisodeId),
            Is.EquivalentTo(
                new[] { "id", "vision/table", "vision/dusk@0.5", "vision/dusk@1" }.Select(cell => $"kitchen/put-on-plate/{cell}/0000")
            )
        );
    }
}
