using System.Diagnostics;
using BlindVla.Cli;
using YamlDotNet.RepresentationModel;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/gate-in-ci.md</c>: the workflow is one that GitHub reads, and its steps do what the page says.</summary>
[CancelAfter(300_000)]
public sealed class GateInCiTests
{
    private const string Program = "/opt/blindvla/blindvla";

    private static readonly Page Page = new("docs/gate-in-ci.md");
    private static readonly Dictionary<string, string> Files = Page.Files.ToDictionary(
        file => Path.GetFileName(file.Path),
        file => file.Text
    );

    private static readonly string[] KeysOfAWorkflow = ["name", "on", "permissions", "jobs"];
    private static readonly string[] KeysOfAJob = ["runs-on", "timeout-minutes", "container", "defaults", "steps"];
    private static readonly string[] KeysOfAStep = ["name", "if", "uses", "with", "run", "continue-on-error"];

    [Test]
    public void Quotes_AreTheFiles() => Page.AssertQuotes();

    [Test]
    public void Workflow_HasOnlyKeysThatGitHubKnows_AndEachStepEitherUsesOrRuns()
    {
        var workflow = Workflow();
        var job = (YamlMappingNode)Value(Value(workflow, "jobs"), "gate");
        var steps = Steps(job);

        Assert.That(Keys(workflow), Is.SubsetOf(KeysOfAWorkflow).And.Contains("on").And.Contains("jobs"));
        Assert.That(Keys(job), Is.SubsetOf(KeysOfAJob).And.Contains("runs-on").And.Contains("steps"));
        Assert.That(steps, Is.Not.Empty);
        foreach (var step in steps)
        {
            Assert.That(Keys(step), Is.SubsetOf(KeysOfAStep));
            Assert.That(Keys(step).Count(key => key is "uses" or "run"), Is.EqualTo(1), $"{step}");
            if (step.Children.TryGetValue("uses", out var action))
                Assert.That($"{action}", Does.Match(@"^actions/(checkout|upload-artifact)@v\d+$"));
        }
    }

    /// <summary>With policies that need no pictures, and one cell of the gate's four.</summary>
    [Test]
    public async Task Steps_JudgeTheCandidate_AndLeaveSummaryAndPage()
    {
        using var workplace = new Workplace();
        var gate = Path.Combine(Workplace.Installation.Scenarios, "gates", "put-on-plate-id.yaml");
        var scripts = Steps((YamlMappingNode)Value(Value(Workflow(), "jobs"), "gate"))
            .Where(step => step.Children.ContainsKey("run"))
            .Select(step =>
                $"{Value(step, "run")}"
                    .Replace("ci/gate.yaml", gate, StringComparison.Ordinal)
                    .Replace("torch:checkpoints/released", "planner", StringComparison.Ordinal)
                    .Replace("torch:checkpoints/new", "hold", StringComparison.Ordinal)
                    .Replace(Program, $"dotnet {Workplace.Installation.Program}", StringComparison.Ordinal)
            )
            .ToList();

        var codes = new List<int>();
        var said = "";
        foreach (var script in scripts)
        {
            var (code, text) = await BashAsync(script, workplace);
            codes.Add(code);
            said += text;
        }

        Assert.That(codes, Is.EqualTo(new[] { ExitCode.Negative, ExitCode.Negative }), said);
        Assert.That(await File.ReadAllTextAsync(workplace.PathOf("summary.md")), Does.StartWith("### :x: REGRESSION"));
        Assert.That(await File.ReadAllTextAsync(workplace.PathOf("gate.xml")), Does.Contain("<failure message=\"regression\">"));
        Assert.That(await File.ReadAllTextAsync(workplace.PathOf("gate.html")), Does.Contain("regression").IgnoreCase);
    }

    [Test]
    public async Task Gate_OfThePage_IsPlanned()
    {
        var command = Page.Commands.Single(words => words[0] == "gate");

        var (code, output, error) = await Workplace.RunAsync([
            .. command.Select(word =>
                word.Replace("tests/", Path.Combine(Workplace.Installation.Root, "tests/"), StringComparison.Ordinal)
            ),
        ]);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.Contain("All claims: --episodes "));
    }

    [TestCase(0, 0, "")]
    [TestCase(1, 1, "")]
    [TestCase(3, 0, "::warning title=gate::inconclusive\n")]
    [TestCase(4, 4, "")]
    public async Task Warning_ForInconclusive_LetsNothingElsePass(int verdict, int expected, string said)
    {
        using var workplace = new Workplace();
        var text = await File.ReadAllTextAsync(Path.Combine(Workplace.Installation.Root, "docs", "gate-in-ci.md"));
        var line = text.Split('\n').Single(line => line.TrimStart().StartsWith("|| {", StringComparison.Ordinal));

        Assert.That(await BashAsync($"(exit {verdict}) {line}", workplace), Is.EqualTo((expected, said)));
    }

    private static YamlMappingNode Workflow()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Files["gate-in-ci.yml"]));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static List<YamlMappingNode> Steps(YamlMappingNode job) =>
        [.. ((YamlSequenceNode)Value(job, "steps")).Children.Cast<YamlMappingNode>()];

    private static YamlNode Value(YamlNode node, string key) => ((YamlMappingNode)node).Children[key];

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(key => $"{key}");

    /// <summary>As GitHub runs a step.</summary>
    private static async Task<(int Code, string Output)> BashAsync(string script, Workplace workplace)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        {
            WorkingDirectory = workplace.Folder,
            RedirectStandardOutput = true,
        };
        start.Environment["GITHUB_STEP_SUMMARY"] = workplace.PathOf("summary.md");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
