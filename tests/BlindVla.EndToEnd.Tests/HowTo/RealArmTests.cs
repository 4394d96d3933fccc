using BlindVla.Cli;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/real-arm.md</c> and <c>docs/another-arm.md</c>: what needs no arm is run; of the rest every word is one of the
/// program's.</summary>
[CancelAfter(300_000)]
public sealed class RealArmTests
{
    private static readonly string[] Pages = ["docs/real-arm.md", "docs/another-arm.md"];

    private static IEnumerable<string> Commands =>
        Pages.SelectMany(page => new Page(page).Commands).Select(words => string.Join(' ', words));

    [TestCaseSource(nameof(Commands))]
    public void Command_IsOneOfTheProgram(string command)
    {
        var parse = CommandLine.Root(Workplace.Installation, PolicyGrammar.Shipped).Parse(command.Split(' '));

        Assert.That(ParseProblems.Of(parse), Is.Empty, command);
    }

    [Test]
    public async Task Commands_ThatNeedNoArm_DoWhatThePageSays()
    {
        using var workplace = new Workplace();
        var judged = "";
        foreach (var command in new Page(Pages[0]).Commands.Take(3))
        {
            string[] words = [.. command.Select(word => word.Replace("results/runs", workplace.Folder, StringComparison.Ordinal))];
            // One episode takes as long as it takes on an arm.
            var (code, output, error) = await Workplace.RunAsync([
                .. words.Select((word, i) => i > 0 && words[i - 1] == "--episodes" ? "1" : word),
            ]);

            Assert.That(code, Is.EqualTo(ExitCode.Success), $"{string.Join(' ', words)}\n{output}{error}");
            judged = output;
        }
        Assert.That(judged, Does.Contain("1/1"), "it picks and places");
        Assert.That(await File.ReadAllTextAsync(workplace.PathOf("emulated/episodes.csv")), Does.Contain("emulator (test operator)"));
        Assert.That(new Page(Pages[0]).Names, Does.Contain("emulator (test operator)"));
    }
}
