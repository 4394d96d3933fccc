using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>
/// <c>docs/tutorial.md</c>, followed. Its numbers are those of one run, which is kept in <c>results/baselines</c>: what is said of that run
/// is what the page shows; and every command is run once more, on fewer episodes.
/// </summary>
[CancelAfter(600_000)]
public sealed class TutorialTests
{
    private const string Run = "results/runs/tutorial";
    private const string Kept = "results/baselines/put-on-plate-tutorial";

    private static readonly Page Page = new("docs/tutorial.md");

    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder()
    {
        _workplace = new();
        File.CreateSymbolicLink(_workplace.PathOf("mine"), Path.Combine(Workplace.Installation.Checkpoints, "align"));
    }

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task Outputs_AreWhatTheCommandsPrint()
    {
        Assert.That(Page.Outputs, Has.Count.GreaterThanOrEqualTo(6));
        CopyTheKeptRun();
        foreach (var (command, lines) in Page.Outputs)
        {
            // The table at the end of a run is the one that report prints of it.
            var asked =
                command[0] == "eval" && !command.Contains("--dry-run") ? ["report", Run, "--html", "results/runs/again.html"] : command;
            var (_, output, error) = await Workplace.RunAsync([.. asked.Select(Here)]);

            AssertShown(There(output), lines, $"{string.Join(' ', asked)}\n{error}");
        }
    }

    [Test]
    public async Task Commands_OnOneEpisodeOfEachCell_DoWhatThePageSays()
    {
        // Of a pilot of one episode a cell there is nothing to plan from.
        foreach (var command in Page.Commands.Where(words => words is not ["gate", "plan", ..]))
        {
            var (code, output, error) = await Workplace.RunAsync([
                .. command.Select((word, i) => i > 0 && command[i - 1] == "--episodes" ? "1" : Here(word)),
            ]);

            // One episode proves nothing.
            var expected = command[0] == "gate" || command.Contains("--gate") ? ExitCode.Inconclusive : ExitCode.Success;
            Assert.That(code, Is.EqualTo(expected), $"{string.Join(' ', command)}\n{output}{error}");
        }
        var run = RecordedRun.Open(_workplace.PathOf("tutorial"));
        Assert.That(run.Trials.Select(trial => trial.Policy).Distinct(), Is.EquivalentTo(new[] { "naive", "mine" }));
        Assert.That(File.Exists(_workplace.PathOf("tutorial/report.html")));
        Assert.That(new FileInfo(_workplace.PathOf("pair.gif")).Length, Is.GreaterThan(10_000));
    }

    private void CopyTheKeptRun()
    {
        Directory.CreateDirectory(_workplace.PathOf("tutorial"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Workplace.Installation.Root, Kept)))
            File.Copy(file, _workplace.PathOf($"tutorial/{Path.GetFileName(file)}"));
    }

    private string Here(string word) =>
        word.Replace("results/runs", _workplace.Folder, StringComparison.Ordinal)
            .Replace("runs/mine", _workplace.PathOf("mine"), StringComparison.Ordinal)
            .Replace("policies/", Path.Combine(Workplace.Installation.Root, "policies/"), StringComparison.Ordinal);

    private string There(string text) =>
        text.Replace(_workplace.Folder, "results/runs", StringComparison.Ordinal)
            .Replace($"{Workplace.Installation.Root}/", "", StringComparison.Ordinal);

    private static void AssertShown(string output, string[] lines, string command)
    {
        var from = 0;
        foreach (var part in $"{string.Join('\n', lines)}\n".Split("...\n"))
        {
            var found = output.IndexOf(part.TrimEnd('\n'), from, StringComparison.Ordinal);
            Assert.That(found, Is.Not.Negative, $"{command}\nprinted\n{output}\nand not\n{part}");
            from = found + part.Length;
        }
    }
}
