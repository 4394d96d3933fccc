using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/own-checkpoint.md</c>: what needs no server is run; the rest is what <c>ServedPolicyTests</c> do.</summary>
[CancelAfter(300_000)]
public sealed class OwnCheckpointTests
{
    [Test]
    public async Task Commands_OnAFolder_DescribeItAndRunIt()
    {
        using var workplace = new Workplace();
        var commands = new Page("docs/own-checkpoint.md").Commands.Where(words =>
            words[..2] is not ["policy", "check"]
            && words[0] != "serve"
            && !words.Any(word => word.Contains("ws://", StringComparison.Ordinal))
        );
        foreach (var command in commands)
        {
            var (code, output, error) = await Workplace.RunAsync([
                .. command.Select(word =>
                    word.Replace("results/runs", workplace.Folder, StringComparison.Ordinal)
                        .Replace("policies/", Path.Combine(Workplace.Installation.Root, "policies/"), StringComparison.Ordinal)
                ),
            ]);

            Assert.That(code, Is.EqualTo(ExitCode.Success), $"{string.Join(' ', command)}\n{output}{error}");
        }
        Assert.That(RecordedRun.Open(workplace.PathOf("look")).Trials, Has.Exactly(1).Items);
        Assert.That(RecordedRun.Open(workplace.PathOf("cold")).Trials, Has.Exactly(1).Items);
    }
}
