using System.Collections.Concurrent;
using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlindVla.Browser.Tests;

/// <summary>The operator's desk, used as a person at an arm does: lay, begin, judge, take back, stop.</summary>
internal sealed class DeskPageTests
{
    private static readonly CameraRequest Camera = new("3rd_view_camera", 160, 120);

    private static readonly EpisodeSpec Episode = SomeRun.Control(0);

    private readonly ConcurrentQueue<string> _complaints = [];
    private Chromium? _chromium;
    private SomeWorkcell _workcell = null!;
    private DeskStop _stop = null!;
    private PageDesk _desk = null!;
    private DeskOperator _operator = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task StartBrowser()
    {
        if (Chromium.Find() is not { } executable)
        {
            Assert.Ignore("Chromium is not installed (Debian package chromium); the desk was not opened in a browser.");
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
    public async Task OpenDesk()
    {
        _complaints.Clear();
        _stop = new(_workcell = new());
        _desk = new(port: 0, Camera, _stop);
        await _desk.StartAsync(default);
        _operator = new("ann", laysScenes: true, _desk, _stop, (_, _) => new(Picture.Of(Frame(100))));
        _page = await _chromium!.Browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1200, Height = 900 },
            }
        );
        _page.PageError += (_, error) => _complaints.Enqueue(error);
        await _page.GotoAsync(_desk.Address.ToString());
    }

    [TearDown]
    public async Task CloseDesk()
    {
        await _page.CloseAsync();
        await _desk.DisposeAsync();
        _stop.Dispose();
        Assert.That(_complaints, Is.Empty);
    }

    [Test]
    public async Task LayBeginJudge_WithTheKeyboard()
    {
        var prepared = _operator.PrepareAsync(Episode, 0, LookAsync, default).AsTask();
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(Episode.Id);
        await Expect(_page.Locator("#goal")).ToBeVisibleAsync();

        // The live picture comes once somebody wants it, and the scene lies over it as strong as one likes.
        await Expect(_page.Locator("#picture")).ToBeHiddenAsync();
        await _page.Keyboard.PressAsync("l");
        await Expect(_page.Locator("#picture")).ToBeVisibleAsync();
        await Expect(_page.Locator("#overlay")).ToHaveCSSAsync("opacity", "0.5");
        await _page.GetByLabel("laid over it").FillAsync("80");
        await Expect(_page.Locator("#overlay")).ToHaveCSSAsync("opacity", "0.8");
        await _page.GetByLabel("only where they differ").CheckAsync();
        await Expect(_page.Locator("#overlay")).ToHaveCSSAsync("mix-blend-mode", "difference");
        await KeepAsync("laying");

        await _page.GetByRole(AriaRole.Button, new() { Name = "the scene stands, begin" }).ClickAsync();
        Assert.That((await prepared).Refused, Is.Null);

        await using (var watching = _desk.Watch())
        {
            watching.OnReset(Seen(20));
            watching.OnStep(1, [], Seen(200));
            await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("the episode runs");
            await Expect(_page.Locator("#overlay")).ToBeHiddenAsync();
        }

        var judged = _operator.JudgeAsync(Episode, Result, default).AsTask();
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(Episode.Id);
        await _page.Keyboard.PressAsync("n");
        await _page.GetByLabel("note:").FillAsync("nearly");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.GetByText("note: nearly")).ToBeVisibleAsync();
        await _page.Keyboard.PressAsync("f");
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync($"{Episode.Id}: FAILURE");
        await KeepAsync("judged");
        await _page.Keyboard.PressAsync("u");
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(Episode.Id);
        await _page.Keyboard.PressAsync("s");
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync($"{Episode.Id}: SUCCESS");
        await _page.Keyboard.PressAsync("Enter");

        Assert.That(await judged, Is.EqualTo(new Judgement(true, "ann")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Stop_OfTheWorkcell_EndsWhatIsAsked(bool byKey)
    {
        var prepared = _operator.PrepareAsync(Episode, 0, LookAsync, default).AsTask();
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(Episode.Id);

        if (byKey)
        {
            await _page.Keyboard.PressAsync("Escape");
        }
        else
        {
            await _page.GetByRole(AriaRole.Button, new() { Name = "EMERGENCY STOP" }).ClickAsync();
        }

        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("EMERGENCY STOP: the workcell was stopped");
        var fault = await Assert.ThrowsAsync<EnvironmentException>(() => prepared);
        Assert.That((fault!.Fault, _workcell.Stops), Is.EqualTo((EnvironmentFault.EmergencyStop, 1)));
        await KeepAsync("stopped");
    }

    /// <summary>Whoever presses it when the program is gone must not believe that it worked.</summary>
    [Test]
    public async Task Stop_OfAProgramThatIsGone_SaysUseTheSwitch()
    {
        await _page.RouteAsync("**/stop", route => route.AbortAsync());

        await _page.Keyboard.PressAsync("Escape");

        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("THE STOP WAS NOT SENT");
    }

    [Test]
    public async Task SmallWindow_HoldsEverything_AndTheStopStaysInSight()
    {
        await _page.SetViewportSizeAsync(420, 700);
        var prepared = _operator.PrepareAsync(Episode, 0, LookAsync, default).AsTask();
        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(Episode.Id);
        var fits = await _page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
        Assert.That(fits, Is.True, "nothing beside the window");

        await _page.GetByRole(AriaRole.Button, new() { Name = "it cannot be laid" }).ScrollIntoViewIfNeededAsync();

        await Expect(_page.Locator("#stop")).ToBeInViewportAsync();
        await KeepAsync("small");
        await _page.Keyboard.PressAsync("Enter");
        await prepared;
    }

    /// <summary>For whoever wants to see the page: into the folder that the environment names.</summary>
    private async Task KeepAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("BLINDVLA_SCREENSHOTS") is { } folder)
        {
            await _page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"desk-{name}.png"), FullPage = true });
        }
    }

    private static Task LookAsync(IEpisodeObserver observer, CancellationToken enough)
    {
        observer.OnReset(Seen(60));
        return Task.CompletedTask;
    }

    private static TimeStep Seen(byte level) => SomeFrames.Step(Frame(level), success: false);

    /// <summary>A block that is elsewhere for every level.</summary>
    private static ImageFrame Frame(byte level)
    {
        var rgb = new byte[3 * Camera.Width * Camera.Height];
        for (var i = 0; i < Camera.Width * Camera.Height; i++)
        {
            var (x, y) = (i % Camera.Width, i / Camera.Width);
            var inBlock = x > level / 2 && x < (level / 2) + 40 && y is > 40 and < 80;
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = inBlock ? ((byte)230, (byte)120, (byte)20) : ((byte)90, (byte)110, (byte)90);
        }
        return new(Camera.Name, Camera.Width, Camera.Height, rgb, 0);
    }

    private static EpisodeResult Result { get; } =
        new(null, null, null, 20, Measurements.None, 0, RuleCounts.None, "", default, default, 7, 0, 0, 0);
}
