using BlindVla.Cli;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>report --gate</c>: the page says it, and so does the exit code.</summary>
[CancelAfter(300_000)]
public sealed class ReportGateTests
{
    private Workplace _workplace = null!;
    private string _run = null!;

    [OneTimeSetUp]
    public async Task RunThePolicies()
    {
        _workplace = new();
        _run = _workplace.PathOf("run");
        await using var server = await FakeBridge.StartAsync();
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            OwnSuite.WriteSuite(_workplace.Folder),
            "--policy",
            "planner",
            "--policy",
            "again=planner",
            "--policy",
            "hold",
            "--episodes",
            "12",
            "--out",
            _run,
            "--bridge",
            server.Address
        );
        Assert.That(code, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void DeleteTheRun() => _workplace.Dispose();

    [TestCase("again", 0.9, ExitCode.Success, "PASS")]
    [TestCase("hold", 0.1, ExitCode.Negative, "REGRESSION")]
    [TestCase("again", 0.1, ExitCode.Inconclusive, "INCONCLUSIVE")]
    public async Task Report_WithAGate_ExitsWithTheVerdict(string candidate, double margin, int expected, string words)
    {
        var page = _workplace.PathOf($"{words}.html");

        var (code, output, error) = await ReportAsync(OwnSuite.WriteGate(_workplace.Folder, margin), candidate, "--html", page);

        Assert.That(code, Is.EqualTo(expected), error);
        Assert.That(output, Does.Contain($"{words}: gate mine-gate"));
        Assert.That(File.ReadAllText(page), Does.Contain(words).IgnoreCase);
    }

    [Test]
    public async Task Report_OfAGateForAnotherSuite_IsNotComparable()
    {
        var (code, output, error) = await ReportAsync("put-on-plate", "again", "--markdown");

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(output, Does.Contain("NOT COMPARABLE"));
    }

    [TestCase("page.html", "--html", "page.html")]
    [TestCase("run/report.html")]
    public async Task Report_WhereAPageIs_LeavesItUnlessToldToReplaceIt(string page, params string[] options)
    {
        var path = _workplace.PathOf(page);
        options = [.. options.Select(option => option == page ? path : option)];
        await File.WriteAllTextAsync(path, "yesterday's");

        var (code, _, error) = await Workplace.RunAsync(["report", _run, .. options]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(path).And.Contain("--overwrite"));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("yesterday's"));

        (code, _, error) = await Workplace.RunAsync(["report", _run, "--overwrite", .. options]);
        Assert.That(code, Is.Zero, error);
        Assert.That(await File.ReadAllTextAsync(path), Does.StartWith("<!doctype html>"));
    }

    private Task<(int Code, string Output, string Error)> ReportAsync(string gate, string candidate, params string[] options) =>
        Workplace.RunAsync(["report", _run, "--gate", gate, "--baseline", "planner", "--candidate", candidate, .. options]);
}
