using System.Collections.Concurrent;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Imaging;
using BlindVla.Reports;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlindVla.Browser.Tests;

/// <summary>The report of a <see cref="LargeRun"/>.</summary>
internal sealed class ReportPageTests
{
    private const int PageLimitBytes = 5_000_000;

    private TemporaryFolder? _folder;
    private Chromium? _chromium;
    private RecordedRun _run = null!;
    private GateResult _gate = null!;

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task WriteReport()
    {
        if (Chromium.Find() is not { } executable)
        {
            Assert.Ignore("Chromium is not installed (Debian package chromium); the report was not opened in a browser.");
            return;
        }
        _folder = new();
        _run = await LargeRun.WriteAsync(_folder["run"]);
        HtmlReport.Write(_folder["run/report.html"], ReportSide.Of([_run]), _gate = LargeRun.Judge(_run));
        _chromium = await Chromium.StartAsync(executable);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }
        _folder?.Dispose();
    }

    [SetUp]
    public async Task OpenPage()
    {
        _complaints.Clear();
        _requests.Clear();
        _page = await _chromium!.Browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1200, Height = 900 },
            }
        );
        _page.Console += (_, message) => _complaints.Enqueue($"{message.Type}: {message.Text}");
        _page.PageError += (_, error) => _complaints.Enqueue(error);
        _page.Request += (_, request) => _requests.Enqueue(request.Url);
        await _page.GotoAsync(Address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(Rows).Not.ToHaveCountAsync(0);
    }

    /// <summary>Whatever a test did, nothing was complained of and nothing was asked of a network.</summary>
    [TearDown]
    public async Task ClosePage()
    {
        if (_page is null)
        {
            return;
        }
        await _page.CloseAsync();
        Assert.Multiple(() =>
        {
            Assert.That(_complaints, Is.Empty);
            Assert.That(_requests.Select(url => url.Split(':')[0]).Distinct(), Is.SubsetOf(new[] { "file", "data", "blob" }));
        });
    }

    [Test]
    public void Write_TwoThousandTrials_IsSmall()
    {
        var bytes = new FileInfo(_folder!["run/report.html"]).Length;

        Assert.Multiple(() =>
        {
            Assert.That(_run.Trials, Has.Count.EqualTo(2000));
            Assert.That(_run.Trials.Count(trial => RunFolder.FilmOf(_run.Path, trial.Key) is not null), Is.EqualTo(LargeRun.Films));
            Assert.That(bytes, Is.LessThan(PageLimitBytes));
        });
    }

    [Test]
    public async Task Verdict_IsTheFirstThingOnThePage()
    {
        var first = _page.Locator("main > section").First;

        await Expect(first).ToBeInViewportAsync();
        await Expect(first.Locator("strong").First).ToHaveTextAsync(GateReport.Words(_gate.Verdict));
        await Expect(first.Locator(".sentence")).ToContainTextAsync(VerdictWords.Sentence(_gate));
        await Expect(first.Locator("text.figure")).ToHaveCountAsync(_gate.Claims.Length);
        await Expect(first.Locator("line.margin")).ToHaveCountAsync(_gate.Claims.Length + 1);
    }

    [Test]
    public async Task Filters_Outcome_ShowsThoseTrialsOnly()
    {
        await _page.SelectOptionAsync("select[name=outcome]", "failure");

        await Expect(_page.Locator("#count"))
            .ToHaveTextAsync($"{_run.Trials.Count(trial => trial.Outcome == Outcome.Failure)} of 2000 trials");
        await Expect(Rows.Filter(new() { Has = _page.Locator(".failure") })).ToHaveCountAsync(50);
    }

    [Test]
    public async Task Filters_Errored_SaysWhy()
    {
        await _page.SelectOptionAsync("select[name=outcome]", "errored");

        await Expect(Rows.First).ToContainTextAsync("errored: Unavailable: the server has gone");
    }

    [Test]
    public async Task Filters_Text_EveryWordMustOccur()
    {
        await _page.FillAsync("input[name=text]", "CARROT vision 0007");

        await Expect(_page.Locator("#count")).ToHaveTextAsync("2 of 2000 trials");
        await Expect(Rows.First).ToContainTextAsync("suite/task/vision/table@0.5/0007");
    }

    [Test]
    public async Task WorldThatOwnsItsScenes_EpisodesAreFoundByWhatTheyHave()
    {
        var run = SomeRun.Write(
            _folder!["named"],
            ["hold"],
            [SomeRun.Succeeded(SomeRun.Named(0), "hold"), SomeRun.Failed(SomeRun.Named(1), "hold")]
        );
        HtmlReport.Write(_folder["named/report.html"], ReportSide.Of([run]));
        await _page.GotoAsync(new Uri($"file://{_folder["named/report.html"]}").AbsoluteUri);
        await Expect(_page.Locator("#count")).ToHaveTextAsync("2 of 2 trials");

        await _page.FillAsync("input[name=text]", "green place");
        await Expect(_page.Locator("#count")).ToHaveTextAsync("1 of 2 trials");
        await _page.FillAsync("input[name=text]", "undefined");

        await Expect(_page.Locator("#count")).ToHaveTextAsync("0 of 2 trials");
        await Expect(_page.Locator("select[name=phase]")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Filters_Together_AndBackAgain()
    {
        await _page.SelectOptionAsync("select[name=side]", new SelectOptionValue { Label = LargeRun.Policies[1] });
        await _page.SelectOptionAsync("select[name=axis]", "execution/position");
        await Expect(_page.Locator("#count")).ToHaveTextAsync($"{LargeRun.Controls} of 2000 trials");

        await _page.FillAsync("input[name=text]", "nothing is called this");
        await Expect(_page.Locator("#count")).ToHaveTextAsync("0 of 2000 trials");
        await Expect(Rows).ToHaveCountAsync(0);

        await _page.FillAsync("input[name=text]", "");
        await _page.SelectOptionAsync("select[name=side]", "");
        await _page.SelectOptionAsync("select[name=axis]", "");
        await Expect(_page.Locator("#count")).ToHaveTextAsync("2000 of 2000 trials");
    }

    [Test]
    public async Task Pages_TurnForthAndBack_ShowEveryTrialOnce()
    {
        var ids = new List<string>();
        await _page.SelectOptionAsync("select[name=axis]", "id");
        for (var page = 1; page <= 10; page++)
        {
            await Expect(_page.Locator("#page")).ToHaveTextAsync($"page {page} of 10");
            ids.AddRange(
                await _page
                    .Locator("#trials tbody tr")
                    .EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[1].textContent + ' ' + row.cells[2].textContent)")
            );
            if (page < 10)
            {
                await _page.ClickAsync("#next");
            }
        }

        Assert.That(ids, Is.Unique.And.Count.EqualTo(2 * LargeRun.Controls));
        await Expect(_page.Locator("#next")).ToBeDisabledAsync();
        await _page.ClickAsync("#previous");
        await Expect(_page.Locator("#page")).ToHaveTextAsync("page 9 of 10");
        await _page.FillAsync("input[name=text]", "0001");
        await Expect(_page.Locator("#page")).ToHaveTextAsync("page 1 of 1");
        await Expect(_page.Locator("#previous")).ToBeDisabledAsync();
    }

    [Test]
    public async Task Film_Keyboard_OpensAndCloses()
    {
        var dialog = _page.Locator("#film");
        var button = Rows.Locator("button.thumb").First;
        await button.FocusAsync();

        await _page.Keyboard.PressAsync("Enter");

        await Expect(dialog).ToBeVisibleAsync();
        await _page.WaitForFunctionAsync($"document.querySelector('#film img').naturalWidth === {SomeRun.Camera.Width}");
        await _page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(button).ToBeFocusedAsync();
    }

    [Test]
    public async Task Film_OfADiscordantPair_IsThatOfItsPolicy()
    {
        var pair = _page.Locator(".pair").Filter(new() { Has = _page.Locator("button.thumb") }).First;

        await pair.Locator("button.thumb").Last.ClickAsync();

        var films = _page.Locator("#film .screens figure");
        await Expect(films).ToHaveCountAsync(2);
        foreach (var (number, policy) in LargeRun.Policies.Index())
        {
            await Expect(films.Nth(number).Locator("figcaption")).ToContainTextAsync(policy);
            await Expect(films.Nth(number).Locator("img"))
                .ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex($"^videos/{policy}/"));
        }
        await Expect(_page.Locator("#film .play")).ToBeHiddenAsync();
    }

    [Test]
    public async Task Discordant_Pairs_AreAsManyAsTheTextSays()
    {
        var both = _run
            .Trials.Where(trial => trial.Outcome != Outcome.Errored)
            .GroupBy(trial => trial.EpisodeId)
            .Where(pair => pair.Count() == 2)
            .ToList();
        var pairs = (All: both.Count, Discordant: both.Count(pair => pair.Select(trial => trial.Outcome).Distinct().Count() == 2));

        await Expect(_page.Locator("#pair-count")).ToContainTextAsync($"Of {pairs.All} episodes that both carried out");
        // Sixty at a time.
        while (await _page.Locator("#discordant > button").CountAsync() > 0)
        {
            await _page.ClickAsync("#discordant > button");
        }
        await Expect(_page.Locator(".pair")).ToHaveCountAsync(pairs.Discordant);
    }

    [Test]
    public async Task SkipLink_FirstTabAndEnter_LeadsToTheEpisodes()
    {
        await _page.Keyboard.PressAsync("Tab");
        await Expect(_page.Locator(".skip")).ToBeFocusedAsync();

        await _page.Keyboard.PressAsync("Enter");

        await Expect(_page.Locator("#episodes")).ToBeFocusedAsync();
        await Expect(_page.Locator("#episodes")).ToBeInViewportAsync();
    }

    [Test]
    public async Task Download_Ledger_IsTheFileByteForByte()
    {
        var download = await _page.RunAndWaitForDownloadAsync(() => _page.ClickAsync("#downloads button"));

        Assert.That(download.SuggestedFilename, Is.EqualTo("run-episodes.csv"));
        Assert.That(
            File.ReadAllBytes(await download.PathAsync()),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(_run.Path, RunFolder.LedgerFile)))
        );
    }

    [TestCase(360)]
    [TestCase(768)]
    [TestCase(1000)]
    [TestCase(1200)]
    public async Task Window_AnyWidth_NothingSticksOut(int width)
    {
        await _page.SetViewportSizeAsync(width, 800);
        await _page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");

        Assert.That(await _page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        // Words of a plot: none beside the window, and no number runs into the marks left of it.
        Assert.That(
            await _page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll('figure.plot > svg')].flatMap(svg => {
                  const box = svg.getBoundingClientRect();
                  return [...svg.querySelectorAll('text')].filter(text => {
                    const { left, right } = text.getBoundingClientRect();
                    return left < 0 || right > innerWidth || (text.matches('.figure') && left < box.left + 0.69 * box.width);
                  }).map(text => text.textContent);
                })
                """
            ),
            Is.Empty
        );
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Colours_EitherScheme_TextStandsOutFromTheBackground(ColorScheme scheme)
    {
        await _page.EmulateMediaAsync(new() { ColorScheme = scheme });

        var background = await LuminanceAsync("backgroundColor", "body");
        Assert.That(background, scheme == ColorScheme.Dark ? Is.LessThan(0.05) : Is.GreaterThan(0.9));
        foreach (var text in new[] { "body", ".facts dt", "small", "figcaption", "#trials thead th", ".warning" })
        {
            var luminance = await LuminanceAsync("color", text);
            var contrast = (Math.Max(background, luminance) + 0.05) / (Math.Min(background, luminance) + 0.05);
            // The least that WCAG 2.2 (1.4.3, level AA) asks of text.
            Assert.That(contrast, Is.GreaterThanOrEqualTo(4.5), text);
        }
    }

    [Test]
    public async Task Print_Page_HasTheNumbersAndNotTheControls()
    {
        await _page.EmulateMediaAsync(new() { Media = Media.Print });

        foreach (var control in new[] { "#filters", "#trials", ".pages", "#downloads", "#count" })
        {
            await Expect(_page.Locator(control)).ToBeHiddenAsync();
        }
        await Expect(_page.Locator("#h-result")).ToBeVisibleAsync();
        await Expect(_page.Locator(".plot").First).ToBeVisibleAsync();
    }

    [TestCase(ColorScheme.Dark, 1200)]
    [TestCase(ColorScheme.Light, 360)]
    public async Task Axe_FindsNoViolation(ColorScheme scheme, int width)
    {
        await _page.SetViewportSizeAsync(width, 800);
        await _page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await _page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");

        var found = await _page.RunAxe();

        Assert.That(
            found.Violations.Select(violation =>
                $"{violation.Id}: {violation.Help}; {violation.Nodes[0].Html}, {violation.Nodes.Length} in all"
            ),
            Is.Empty
        );
    }

    [Test]
    public async Task Save_Svg_IsADrawingByItself_WithColoursAndNumbers()
    {
        var svg = await SavedAsync("#result", "Save as SVG", "result.svg");

        await _page.GotoAsync(new Uri($"file://{svg}").AbsoluteUri);
        Assert.That(
            await _page.EvaluateAsync<string>("getComputedStyle(document.querySelector('line[stroke-width=\"5px\"]')).stroke"),
            Is.EqualTo("rgb(1, 68, 141)")
        );
        Assert.That(await _page.EvaluateAsync<string>("document.documentElement.textContent"), Does.Contain("success, per cent"));
    }

    [Test]
    public async Task Save_Png_IsAPictureOfTwiceTheSize_AndNotEmpty()
    {
        var size = (await _page.Locator("#result > svg").BoundingBoxAsync())!;

        var picture = PictureFile.Decode(await File.ReadAllBytesAsync(await SavedAsync("#result", "PNG", "result.png")));

        Assert.That(picture.Width, Is.EqualTo(2 * (size.Width + 24)).Within(2));
        Assert.That(picture.Height, Is.EqualTo(2 * (size.Height + 24)).Within(2));
        Assert.That(picture.Rgb.ToArray().Distinct().Count(), Is.GreaterThan(50), "letters and marks");
    }

    [Test]
    public async Task Save_Csv_HasTheNumbers()
    {
        var lines = await File.ReadAllLinesAsync(await SavedAsync("#result", "CSV", "result.csv"));

        Assert.That(lines[0], Is.EqualTo("of,policy,success,low,high,counted"));
        Assert.That(lines[1], Does.Match(@"^in distribution,planner\*,[0-9.]+,[0-9.]+,[0-9.]+,\d+/\d+$"));
        Assert.That(lines, Has.Length.EqualTo(5));
    }

    private async Task<string> SavedAsync(string figure, string button, string name)
    {
        var download = await _page.RunAndWaitForDownloadAsync(() =>
            _page.Locator(figure).GetByText(button, new() { Exact = true }).ClickAsync()
        );
        Assert.That(download.SuggestedFilename, Is.EqualTo(name));
        var path = _folder![$"saved-{name}"];
        await download.SaveAsAsync(path);
        return path;
    }

    [Test]
    public async Task Matrix_ByCost_PutsWhatCostsMostFirst_AndBackAgain()
    {
        var rows = _page.Locator("#matrix tbody th");
        var before = await rows.AllTextContentsAsync();
        Assert.That(before[0], Is.EqualTo("id"));

        await _page.Locator("#matrix thead button").Nth(1).ClickAsync();

        var costs = await _page
            .Locator("#matrix tbody tr")
            .EvaluateAllAsync<double[]>("rows => rows.map(row => Number(row.cells[1].dataset.cost ?? 9))");
        Assert.That(costs, Is.Ordered.And.Length.EqualTo(before.Count));
        Assert.That((await rows.AllTextContentsAsync())[^1], Is.EqualTo("id"));
        await _page.Locator("#matrix thead button").Nth(1).ClickAsync();
        Assert.That(await rows.AllTextContentsAsync(), Is.EqualTo(before));
    }

    /// <summary>How long it takes to open is what the benchmark says.</summary>
    [Test]
    public async Task EightPolicies_AreASmallPage_AndAnyTwoAreCompared()
    {
        const int episodes = 250;
        var run = SomeRun.Write(
            _folder!["eight"],
            [.. Enumerable.Range(0, 8).Select(number => $"p{number}")],
            [
                .. Enumerable
                    .Range(0, episodes)
                    .SelectMany(index =>
                        Enumerable
                            .Range(0, 8)
                            .Select(number =>
                                (index + number) % (number + 2) == 0
                                    ? SomeRun.Succeeded(SomeRun.Control(index), $"p{number}")
                                    : SomeRun.Failed(SomeRun.Control(index), $"p{number}")
                            )
                    ),
            ]
        );
        var path = _folder["eight/report.html"];
        HtmlReport.Write(path, ReportSide.Of([run]));

        await _page.GotoAsync(new Uri($"file://{path}").AbsoluteUri);
        await Expect(_page.Locator("#count")).ToHaveTextAsync($"{8 * episodes} of {8 * episodes} trials");

        Assert.That(new FileInfo(path).Length, Is.LessThan(PageLimitBytes));
        await _page.SelectOptionAsync("#pair select[name=second]", new SelectOptionValue { Label = "p7" });
        var (first, second) = (
            Enumerable.Range(0, episodes).Select(i => i % 2 == 0),
            Enumerable.Range(0, episodes).Select(i => (i + 7) % 9 == 0)
        );
        var (won, lost) = (
            first.Zip(second).Count(pair => pair.First && !pair.Second),
            first.Zip(second).Count(pair => !pair.First && pair.Second)
        );
        await Expect(_page.Locator("#pair-count"))
            .ToHaveTextAsync($"Of {episodes} episodes that both carried out, only p0 succeeded in {won} and only p7 in {lost}.");
    }

    /// <summary>H.264 in Chromium's own player: both sides of a pair go frame by frame together, and show what was seen.</summary>
    [Test]
    public async Task Player_FilmsInMp4_StepTogether_AndShowWhatWasSeen()
    {
        if (!Mp4.IsAvailable)
        {
            Assert.Ignore("ffmpeg is not installed (Debian package ffmpeg); no film was played.");
        }
        EpisodeSpec[] episodes = [SomeRun.Control(0), SomeRun.Control(1)];
        var run = SomeRun.Write(
            _folder!["filmed"],
            ["a", "b"],
            [.. episodes.Select(episode => SomeRun.Succeeded(episode, "a")), .. episodes.Select(episode => SomeRun.Failed(episode, "b"))]
        );
        await SomeRun.FilmAsync(
            run.Path,
            frames: 12,
            isMp4: true,
            episodes.SelectMany(episode => new[] { (episode, "a"), (episode, "b") })
        );
        HtmlReport.Write(_folder["filmed/report.html"], ReportSide.Of([run]), embedsFilms: true);
        await _page.GotoAsync(new Uri($"file://{_folder["filmed/report.html"]}").AbsoluteUri);

        await _page.Locator(".pair button.thumb").First.ClickAsync();
        await Expect(_page.Locator("#film video")).ToHaveCountAsync(2);
        for (var step = 0; step < 5; step++)
        {
            await _page.Keyboard.PressAsync("ArrowRight");
        }

        await Expect(_page.Locator("#film .at")).ToHaveTextAsync("frame 5 of 11, 1.0 s");
        await Expect(_page.Locator("#film .trace")).ToHaveCountAsync(3);
        // 0.5, to a 254th of what there is.
        await Expect(_page.Locator("#film .trace output").Nth(2)).ToHaveTextAsync("0.498, 0.498");
        // The bar of frame 5 stands at 40 to 48 of 160 pixels; colours of what plays are those of what was seen.
        await _page.WaitForFunctionAsync(
            "[...document.querySelectorAll('#film video')].every(video => !video.seeking && video.readyState >= 2)"
        );
        var pixels = await _page.EvaluateAsync<int[][]>(
            """
            [...document.querySelectorAll('#film video')].map(video => {
              const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
              const context = canvas.getContext('2d', { willReadFrequently: true });
              context.drawImage(video, 0, 0);
              return [44, 100].flatMap(x => [...context.getImageData(x, 60, 1, 1).data].slice(0, 3));
            })
            """
        );
        foreach (var seen in pixels)
        {
            Assert.That(seen[0], Is.EqualTo(240).Within(16), "the bar");
            Assert.That(seen[1], Is.EqualTo(120).Within(12));
            Assert.That(seen[3], Is.EqualTo(0).Within(12), "beside it");
            Assert.That(seen[4], Is.EqualTo(120).Within(12));
            Assert.That(seen[5], Is.EqualTo(100).Within(12));
        }

        await _page.Locator("#film .speed").SelectOptionAsync("4");
        await _page.ClickAsync("#film .play");
        await Expect(_page.Locator("#film .at")).ToHaveTextAsync("frame 11 of 11, 2.2 s");
        await Expect(_page.Locator("#film .play")).ToHaveTextAsync("Play");
        await _page.ClickAsync("#film .next");
        await Expect(_page.Locator("#film .title")).ToHaveTextAsync(SomeRun.Control(1).Id);
        await Expect(_page.Locator("#film .next")).ToBeDisabledAsync();
    }

    private string Address => new Uri($"file://{_folder!["run/report.html"]}").AbsoluteUri;

    private ILocator Rows => _page.Locator("#trials tbody tr");

    /// <summary>Relative luminance as WCAG 2.2 defines it, from 0 (black) to 1 (white).</summary>
    private async Task<double> LuminanceAsync(string property, string selector)
    {
        var rgb = await _page
            .Locator(selector)
            .First.EvaluateAsync<double[]>($"element => getComputedStyle(element).{property}.match(/[\\d.]+/g).slice(0, 3).map(Number)");
        var linear = rgb.Select(value => value / 255)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
