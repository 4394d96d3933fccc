using System.Collections.Concurrent;
using System.Net;
using BlindVla.Live;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlindVla.Browser.Tests;

/// <summary>Runs on the disk that grow while their pages are open.</summary>
internal sealed class WatchPageTests
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private TemporaryFolder _folder = null!;
    private WatchSite _site = null!;
    private Chromium? _chromium;

    [OneTimeSetUp]
    public async Task StartBrowser()
    {
        if (Chromium.Find() is not { } executable)
        {
            Assert.Ignore("Chromium is not installed (Debian package chromium); the pages of runs were not opened in a browser.");
            return;
        }
        _chromium = await Chromium.StartAsync(executable);
    }

    [OneTimeTearDown]
    public async Task CloseBrowser()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }
    }

    [SetUp]
    public async Task StartSite()
    {
        _complaints.Clear();
        _folder = new();
        SomeRun.Write(_folder["first"], ["naive", "align"], [SomeRun.Succeeded(SomeRun.Control(0), "naive")]);
        SomeRun.Write(
            _folder["second"],
            ["naive", "align"],
            [SomeRun.Succeeded(SomeRun.Control(0), "naive"), SomeRun.Failed(SomeRun.Control(0), "align")]
        );
        _site = new(_folder.Path, port: 0, TimeProvider.System, run =>
            Path.GetFileName(run.Path) == "second" ? $"gate mine: open after {run.Trials.Count / 2}" : null
        );
        await _site.StartAsync(default);
    }

    [TearDown]
    public async Task StopSite()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
        Assert.That(_complaints, Is.Empty);
    }

    [Test]
    public async Task List_OfRuns_IsFiltered_AndShowsPoliciesOverRuns()
    {
        var page = await OpenAsync("");
        var rows = page.Locator("#table tbody tr");

        await Expect(rows).ToHaveCountAsync(2);
        await Expect(page.Locator("#trends tbody tr")).ToHaveCountAsync(1);
        await page.Locator("#filter").FillAsync("second SUITE");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("align 0/1 (0.0 %)");
        await page.Locator("#filter").FillAsync("nothing");
        await Expect(page.Locator("#none")).ToHaveTextAsync("None of the runs.");
        await page.CloseAsync();
    }

    [Test]
    public async Task Run_ThatGrows_ShowsItsTrialsAndItsReportWithoutBeingAsked()
    {
        var page = await OpenAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "first" }).ClickAsync();

        await Expect(page.Locator("#rates")).ToHaveTextAsync("naive 1/1, align 0/0");
        await Expect(page.FrameLocator("#report").Locator("h1")).ToContainTextAsync("suite");
        Directory.Delete(_folder["first"], recursive: true);
        SomeRun.Write(
            _folder["first"],
            ["naive", "align"],
            [SomeRun.Succeeded(SomeRun.Control(0), "naive"), SomeRun.Succeeded(SomeRun.Control(0), "align")]
        );

        await Expect(page.Locator("#rates")).ToHaveTextAsync("naive 1/1, align 1/1");
        await page.CloseAsync();
    }

    [Test]
    public async Task Run_ThatAGateRuns_ShowsItsVerdictSoFar_AndNoOther()
    {
        var page = await OpenAsync("");
        var rows = page.Locator("#table tbody tr");

        await Expect(rows.Filter(new() { HasText = "second" })).ToContainTextAsync("gate mine: open after 1");
        await Expect(rows.Filter(new() { HasText = "first" })).Not.ToContainTextAsync("gate");
        await page.GetByRole(AriaRole.Link, new() { Name = "second" }).ClickAsync();
        await Expect(page.Locator("#verdict")).ToHaveTextAsync("gate mine: open after 1");
        await page.CloseAsync();
    }

    [Test]
    public async Task Array_OfWhichPartsHaveBegun_IsOneRun()
    {
        SomeRun.Write(_folder["third.array/parts/1"], ["naive"], [SomeRun.Succeeded(SomeRun.Control(0), "naive")]);

        var page = await OpenAsync("");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "third.array", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("#table tbody tr")).ToHaveCountAsync(3);
        await page.CloseAsync();
    }

    [TestCase("runs/99/report", HttpStatusCode.NotFound)]
    [TestCase("runs/1/run.json", HttpStatusCode.NotFound)]
    [TestCase("runs/1/videos/..%2Frun.json", HttpStatusCode.NotFound)]
    [TestCase("runs/1/videos/%2e%2e/episodes.csv", HttpStatusCode.NotFound)]
    [TestCase("runs.json", HttpStatusCode.OK)]
    public async Task Asked_OnlyWhatIsMeantToBeSeenIsAnswered(string path, HttpStatusCode expected)
    {
        using var client = new HttpClient();
        Assert.That(await client.GetStringAsync(new Uri(_site.Address, "runs.json")), Does.Contain("second"));

        var answer = await client.GetAsync(new Uri(_site.Address + path));

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task Run_ThatCannotBeRead_IsListedWithTheReason_AndOneThatIsGoneIsNotFound()
    {
        File.WriteAllText(Path.Combine(_folder["first"], "run.json"), "{}");
        using var client = new HttpClient { BaseAddress = _site.Address };

        var page = await OpenAsync("");
        await Expect(page.Locator("#table tbody tr").Filter(new() { HasText = "first" })).ToContainTextAsync("cannot be read: cannot read");
        Directory.Delete(_folder["second"], recursive: true);
        var ids = await Task.WhenAll(new[] { 1, 2 }.Select(id => client.GetAsync($"runs/{id}/report")));

        Assert.That(ids.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.NotFound));
        var words = await Task.WhenAll(ids.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.That(words, Has.Some.Contains("its folder is gone").And.Some.Contains("schema_version"));
    }

    [Test]
    public async Task FilmThatIsALink_IsNotServed()
    {
        var secret = _folder["secret.mp4"];
        File.WriteAllText(secret, "secret");
        var films = Directory.CreateDirectory(Path.Combine(_folder["first"], "videos")).FullName;
        File.CreateSymbolicLink(Path.Combine(films, "link.mp4"), secret);
        File.WriteAllText(Path.Combine(films, "film.mp4"), "film");
        using var client = new HttpClient { BaseAddress = _site.Address };
        var runs = await client.GetStringAsync("runs.json");
        var id = System.Text.Json.Nodes.JsonNode.Parse(runs)!.AsArray().First(run => (string)run!["name"]! == "first")!["id"];

        Assert.That(await client.GetStringAsync($"runs/{id}/videos/film.mp4"), Is.EqualTo("film"));
        Assert.That((await client.GetAsync($"runs/{id}/videos/link.mp4")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task AskedUnderAnotherName_IsForbidden()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, _site.Address) { Headers = { Host = "elsewhere.example" } };

        Assert.That((await client.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await _chromium!.Browser.NewPageAsync();
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.GotoAsync(_site.Address + path);
        return page;
    }
}
