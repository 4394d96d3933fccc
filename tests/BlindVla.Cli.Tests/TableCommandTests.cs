using System.Text.Json;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.Cli.Tests;

/// <summary>Runs of the shipped suites, every episode of which succeeds under some policies.</summary>
public sealed class TableCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Table_OfThePapersSuites_FindsEveryEnvironmentAndWhatIsPublished()
    {
        string[] runs = [Write("ood", "naive-0", "naive-1", "align-0", "align-1"), Write("vl-think", "naive-0", "align-0")];

        var (code, output, error) = await Typed.RunAsync(["table", .. runs, "--markdown", "--out", _folder.PathOf("out")]);

        Assert.That(code, Is.Zero, error);
        var lines = output.Split('\n');
        var (heads, align) = (Cells(lines, "| recipe | seeds | ID |"), Cells(lines, "| align | 2 | 100.0 |"));
        Assert.Multiple(() =>
        {
            Assert.That(heads, Has.Length.EqualTo(2 + 1 + 13 + 4 + 8 + 1));
            Assert.That(align[2..], Has.All.EqualTo("100.0"), "an environment whose cell the suite does not have would be missing");
            Assert.That(output, Does.Contain("| Default | naive | arXiv 2510.25616v1, Table 1 | 49 ± 2 |"));
            Assert.That(output, Does.Contain("| OpenVLA-7B Align | align | arXiv 2510.25616v1, Table 2 |"));
            Assert.That(File.ReadAllText(_folder.PathOf("out/table.md")) + "\n", Is.EqualTo(output));
            Assert.That(File.ReadLines(_folder.PathOf("out/table.csv")).Count(), Is.EqualTo(1 + (2 * (heads.Length - 2))));
        });
    }

    [Test]
    public async Task Report_OfSeeds_HasTheSectionAndOfRunsThatCannotBeTakenTogetherSaysWhy()
    {
        var run = Write("ood", "naive-0", "naive-1");

        var (code, _, error) = await Typed.RunAsync("report", run);

        Assert.That(code, Is.Zero, error);
        Assert.That(File.ReadAllText(Path.Combine(run, "report.html")), Does.Contain("h-recipes").And.Contain("Default, published"));

        (code, _, error) = await Typed.RunAsync("report", run, run, "--html", _folder.PathOf("twice.html"));
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("no table of recipes on the page: 'naive-0' was run on the suite ood in"));
        Assert.That(File.ReadAllText(_folder.PathOf("twice.html")), Does.Not.Contain("h-recipes"));
    }

    [TestCase(new[] { "--baseline", "naiv" }, "there is no recipe 'naiv' in the runs; did you mean 'naive'?")]
    [TestCase(new[] { "--whole-names", "--baseline", "naive" }, "there is no recipe 'naive' in the runs; did you mean 'naive-0'")]
    public async Task Table_ABaselineThatIsNotThere_IsUsage(string[] options, string expected)
    {
        var (code, output, error) = await Typed.RunAsync(["table", Write("ood", "naive-0", "align-0"), .. options]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public async Task Table_AFolderThatCannotBeWritten_SaysSo()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        var (code, output, error) = await Typed.RunAsync("table", Write("ood", "naive-0"), "--out", _folder.PathOf("file"));

        Assert.That((code, output), Is.EqualTo((ExitCode.Infrastructure, "")));
        Assert.That(error, Does.Contain($"cannot write {_folder.PathOf("file/table.md")}"));
    }

    [Test]
    public async Task Table_AsJson_HasTheCellsOfTheTable()
    {
        var (code, output, error) = await Typed.RunAsync("table", Write("ood", "naive-0", "naive-1", "align-0"), "--json");

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        using var printed = JsonDocument.Parse(output);
        var (columns, rows) = (printed.RootElement.GetProperty("columns"), printed.RootElement.GetProperty("rows"));
        Assert.That(printed.RootElement.GetProperty("schema_version").GetInt32(), Is.EqualTo(1));
        Assert.That(printed.RootElement.GetProperty("baseline").GetString(), Is.EqualTo("naive"));
        Assert.That(
            rows.EnumerateArray()
                .Select(row => (row.GetProperty("recipe").GetProperty("name").GetString(), row.GetProperty("cells").GetArrayLength())),
            Is.EqualTo(new[] { ("naive", columns.GetArrayLength()), ("align", columns.GetArrayLength()) })
        );
        var cell = rows[1].GetProperty("cells")[0];
        Assert.That(cell.GetProperty("success").GetProperty("value").GetDouble(), Is.EqualTo(1));
        Assert.That(cell.GetProperty("difference").GetProperty("won").GetInt32(), Is.EqualTo(2));
    }

    private static string[] Cells(string[] lines, string start) =>
        lines.First(line => line.StartsWith(start, StringComparison.Ordinal)).Trim('|').Split('|', StringSplitOptions.TrimEntries);

    /// <summary>One episode for each cell; policies called align succeed.</summary>
    private string Write(string suiteName, params string[] policies)
    {
        var suite = Suites.Library(Installation.Find()).Load(suiteName);
        var episodes = suite.Plan(seed: 0, episodesPerCell: 1).Episodes;
        var identity = new RunIdentity(
            new(suite.Name, $"{suite.Version}", suite.Sha256),
            new("test", null),
            EnvironmentIdentity.Of(new FakeEnvironment(new()).Spec),
            [.. policies.Select(name => new PolicyIdentity(name, "fake", "", [], null, false, true))],
            SuccessRule.AtEnd,
            0,
            1,
            null,
            null
        );
        var path = _folder.PathOf(suiteName);
        using var folder = RunFolder.Open(
            path,
            RunRecord.Begin(identity, new(1, 1, 60, "none"), episodes.Length * policies.Length, TimeProvider.System),
            resume: false,
            TimeProvider.System
        );
        foreach (var policy in policies)
        {
            foreach (var episode in episodes)
            {
                folder.Add(TrialRecord.Finished(episode, policy, 1, Result(policy.StartsWith("align", StringComparison.Ordinal))), null);
            }
        }
        folder.Close();
        return path;
    }

    private static EpisodeResult Result(bool success) =>
        new(success, success, success ? 1 : null, 1, Measurements.None, 0, RuleCounts.None, "5ee2", new float[7], new float[7], 7, 0, 0, 0);
}
