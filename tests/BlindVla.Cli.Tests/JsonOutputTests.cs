using System.Text.Json;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

/// <summary>What <c>--json</c> prints, read as a program reads it.</summary>
public sealed class JsonOutputTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Report_OfTwoRuns_IsAListWithTheNumbersOfSummaryJson_AndWritesNoPage()
    {
        var (one, other) = (_folder.PathOf("one"), _folder.PathOf("other"));
        await SomeRun.WriteAsync(one, new NamedPolicy("still", new HoldPolicy()));
        await SomeRun.WriteAsync(other, new NamedPolicy("still", new HoldPolicy()), new NamedPolicy("again", new HoldPolicy()));

        var (code, output, error) = await Typed.RunAsync("report", one, other, "--json");

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        using var printed = JsonDocument.Parse(output);
        var second = printed.RootElement[1];
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(other, Summary.JsonFile)));
        Assert.That(printed.RootElement.GetArrayLength(), Is.EqualTo(2));
        Assert.That((second.GetProperty("run").GetString(), second.GetProperty("status").GetString()), Is.EqualTo((other, "complete")));
        Assert.That(second.GetProperty("trials").GetProperty("planned").GetInt32(), Is.EqualTo(2));
        Assert.That(JsonElement.DeepEquals(second.GetProperty("summary"), summary.RootElement));
        Assert.That(Directory.EnumerateFiles(_folder.Path, "*.html", SearchOption.AllDirectories), Is.Empty);
    }

    [TestCase("--markdown")]
    [TestCase("--gate", "put-on-plate", "--baseline", "a", "--candidate", "b")]
    public async Task Report_OfWhatHasNoPlaceInIt_IsRefused(params string[] more)
    {
        await SomeRun.WriteAsync(_folder.PathOf("run"), new NamedPolicy("still", new HoldPolicy()));

        var (code, output, error) = await Typed.RunAsync(["report", _folder.PathOf("run"), "--json", .. more]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("--json prints rates").And.Contain("gate --json"));
    }

    [Test]
    public async Task SuiteList_NamesEverySuiteThatSuiteShowShows()
    {
        var (_, text, _) = await Typed.RunAsync("suite", "list");
        var (code, output, error) = await Typed.RunAsync("suite", "list", "--json");

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        using var printed = JsonDocument.Parse(output);
        var names = printed.RootElement.EnumerateArray().Select(suite => suite.GetProperty("name").GetString()).ToList();
        Assert.That(names, Is.EqualTo(text.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0])));
        foreach (var suite in printed.RootElement.EnumerateArray())
        {
            var shown = await Typed.RunAsync("suite", "show", suite.GetProperty("name").GetString()!, "--json");
            using var content = JsonDocument.Parse(shown.Output);
            Assert.That(content.RootElement.GetProperty("sha256").GetString(), Is.EqualTo(suite.GetProperty("sha256").GetString()));
            Assert.That(content.RootElement.GetProperty("tasks").GetArrayLength(), Is.Positive);
        }
    }

    /// <summary>The thirteen environments of the paper.</summary>
    [Test]
    public async Task SuiteShow_OfThePapersSuite_HasItsAxes()
    {
        var (_, output, _) = await Typed.RunAsync("suite", "show", "ood", "--json");

        using var printed = JsonDocument.Parse(output);
        var axes = printed.RootElement.GetProperty("tasks").EnumerateArray().SelectMany(task => task.GetProperty("axes").EnumerateArray());
        Assert.That(axes.Select(axis => axis.GetProperty("name").GetString()).Distinct().Count(), Is.EqualTo(13));
    }
}
