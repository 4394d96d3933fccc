using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A plan that a world cannot carry out is refused before anything runs or is written.</summary>
[CancelAfter(300_000)]
public sealed class WorldFitTests
{
    private Workplace _workplace = null!;

    private string Out => _workplace.PathOf("run");

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task EveryShippedSuite_IsWithinTheLimitsOfTheServer()
    {
        await using var servers = Workplace.Servers(1);
        var spec = await servers.DescribeAsync(CancellationToken.None);
        var library = Suites.Library(Workplace.Installation);

        Assert.That(spec.SceneLimits, Is.Not.EqualTo(SceneLimits.None));
        foreach (var name in library.Names)
        {
            Assert.That(library.Load(name).Plan(0, 20).Problems(spec), Is.Empty, name);
        }
    }

    [Test]
    public async Task Eval_OfASuiteBeyondTheServersLimits_ListsEveryOneAndWritesNothing()
    {
        var path = _workplace.PathOf("wild.yaml");
        var text = await File.ReadAllTextAsync(Path.Combine(Workplace.Installation.Scenarios, "suites", "robustness.yaml"));
        await File.WriteAllTextAsync(
            path,
            text.Replace("name: robustness\nversion", "name: wild\nversion", StringComparison.Ordinal)
                .Replace("sensor: {blur: 0.008}", "sensor: {blur: 0.05}", StringComparison.Ordinal)
                .Replace("    axes:\n", "    scene: {finger_position: 0.05 m}\n    axes:\n", StringComparison.Ordinal)
        );

        var (code, _, error) = await Workplace.RunAsync("eval", path, "--policy", "hold", "--episodes", "1", "--out", Out);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("suite wild cannot be run in widowx-tabletop"));
        Assert.That(
            error,
            Does.Contain("scene.sensor.blur_sigma: the environment allows at most 0.03 of the picture's width, 1 episode has")
        );
        Assert.That(error, Does.Contain("scene.finger_position: the environment allows 0.015 to 0.037 m"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_WhereAPersonSetsTheSceneAndJudgesIt_IsRefusedWithBothReasons()
    {
        await using var arm = await FakeBridge.StartAsync(FakeBridge.World with { HidesScene = true, HidesSuccess = true });

        var (code, _, error) = await EvalAsync(arm, "--policy", "hold");

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("capabilities.scene_settable").And.Contain("capabilities.success_observable"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_ShownPicturesSmallerThanTheWorldDraws_IsRefused()
    {
        await using var world = await FakeBridge.StartAsync();

        var (code, _, error) = await EvalAsync(world, "--policy", "hold", "--show", "4x4");

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("the policy expects 4x4, the environment renders at least 8x8"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_FilmsSmallerThanTheWorldDraws_IsRefused()
    {
        await using var world = await FakeBridge.StartAsync();

        var (code, _, error) = await EvalAsync(world, "--policy", "hold", "--video", "all", "--video-size", "4x4");

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("the film expects 4x4, the environment renders at least 8x8"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_EmergencyStop_HaltsWithExitCodeFour()
    {
        await using var world = await FakeBridge.StartAsync(FakeBridge.Settings with { Fault = FakeServerFault.EmergencyStop });
        var suite = OwnSuite.WriteSuite(_workplace.Folder);

        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            suite,
            "--episodes",
            "1",
            "--out",
            Out,
            "--bridge",
            world.Address,
            "--policy",
            "hold"
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Infrastructure, error)));
        Assert.That(
            error,
            Does.Contain("emergency stop in episode mine/").And.Contain("the emergency stop was pressed").And.Contain("--resume")
        );
    }

    [Test]
    public async Task Eval_WorldThatDescribesItselfAsWhatCannotBe_IsSaidWithoutAStackTrace()
    {
        await using var world = await FakeBridge.StartAsync(
            FakeBridge.World with
            {
                Version = "1\u001b[2J",
                SceneLimits = new() { Scale = new(5, 0.2) },
            }
        );

        var (code, _, error) = await EvalAsync(world, "--policy", "hold");

        Assert.That((code, error), Is.EqualTo((ExitCode.Infrastructure, error)));
        Assert.That(
            error,
            Does.Contain("scene_limits.scale: expected a minimum that is not above the maximum")
                .And.Contain(@"1\u001b[2J")
                .And.Not.Contains("   at ")
        );
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [TestCase("--patience", "5")]
    [TestCase("--token-file", "/dev/null")]
    public async Task Eval_OptionOfABridgeWithoutOne_IsUsage(string option, string value)
    {
        var (code, _, error) = await Workplace.RunAsync("eval", "put-on-plate", "--policy", "hold", "--out", Out, option, value);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain($"{option} is for the server of --bridge"));
    }

    [Test]
    public async Task Eval_MoreServersThanWorkers_IsUsage()
    {
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "hold",
            "--out",
            Out,
            "--workers",
            "2",
            "--servers",
            "3"
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("--servers 3: 2 episodes at a time cannot use more than 2; raise --workers"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    private Task<(int Code, string Output, string Error)> EvalAsync(FakeSimServer server, params string[] options) =>
        Workplace.RunAsync(["eval", "put-on-plate", "--episodes", "1", "--out", Out, "--bridge", server.Address, .. options]);
}
