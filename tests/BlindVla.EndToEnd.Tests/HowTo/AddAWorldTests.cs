using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Evaluation;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/add-a-world.md</c>, followed; and <c>bridge check</c> against other servers.</summary>
[CancelAfter(300_000)]
public sealed class AddAWorldTests
{
    private const string Socket = "/tmp/point.sock";

    private static readonly Page Page = new("docs/add-a-world.md");

    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public void Quotes_AreTheFiles() => Page.AssertQuotes();

    [Test]
    public async Task Commands_CheckTheWorldAndRunInIt_AndTheLedgerHasItsMeasures()
    {
        var socket = _workplace.PathOf("s");
        await using var world = PointWorld.PointService.Build(socket);
        await world.StartAsync();
        string Here(string word) =>
            word.Replace(Socket, socket, StringComparison.Ordinal)
                .Replace("results/runs", _workplace.Folder, StringComparison.Ordinal)
                .Replace("tests/PointWorld", Path.Combine(Workplace.Installation.Root, "tests", "PointWorld"), StringComparison.Ordinal);

        foreach (var command in Page.Commands)
        {
            var (code, output, error) = await Workplace.RunAsync([.. command.Select(Here)]);

            Assert.That(code, Is.EqualTo(ExitCode.Success), $"{string.Join(' ', command)}\n{output}{error}");
        }
        var columns = (await File.ReadAllLinesAsync(_workplace.PathOf("reach/episodes.csv")))[0].Split(',');
        Assert.That(columns, Does.Contain("min_distance [m]").And.Contain("first_reached [step]"));
        Assert.That(Page.Names, Does.Contain("min_distance [m]").And.Contain("first_reached [step]"));
        var run = RecordedRun.Open(_workplace.PathOf("reach"));
        Assert.That(run.Trials, Has.Count.EqualTo(40));
        Assert.That(run.Trials.Where(trial => trial.Policy == "random").Count(trial => trial.SuccessAnyStep == true), Is.GreaterThan(0));
        Assert.That(run.Trials.Where(trial => trial.Policy == "hold").Count(trial => trial.SuccessAnyStep == true), Is.Zero);
        var page = await File.ReadAllTextAsync(_workplace.PathOf("reach/report.html"));
        Assert.That(page, Does.Contain("go to the green place").And.Contain("Time to success"));
        Assert.That(page, Does.Not.Contain("How they failed").And.Not.Contain("By where the object started"));
    }

    [Test]
    public async Task BridgeCheck_OfAServerThatBreaksRules_NamesThem()
    {
        await using var server = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                Fault = FakeServerFault.NotANumber,
                FaultTimes = 1_000_000,
            }
        );

        var (code, output, _) = await Workplace.RunAsync("bridge", "check", server.Address);

        Assert.That(code, Is.EqualTo(ExitCode.Negative));
        Assert.That(output, Does.Contain("broken  clock\n").And.Contain("observation.state[3]: expected a finite number, found NaN"));
        Assert.That(output, Does.Contain("ok      describe-says-everything\n").And.Contain(" rules are broken\n"));
    }

    [Test]
    public async Task BridgeCheck_OfADescriptionThatCannotBe_SaysSo()
    {
        await using var server = await FakeBridge.StartAsync(FakeBridge.World with { SceneLimits = new() { Scale = new(5, 1) } });

        var (code, output, _) = await Workplace.RunAsync("bridge", "check", server.Address);

        Assert.That((code, output), Is.EqualTo((ExitCode.Negative, output)));
        Assert.That(output, Does.StartWith("broken  describe\n").And.Contain("scene_limits.scale"));
    }

    [Test]
    public async Task BridgeCheck_OfNobody_IsInfrastructure_AndOfNoAddressBadInput()
    {
        var nobody = await Workplace.RunAsync("bridge", "check", $"unix:{_workplace.PathOf("nobody")}");
        var wrong = await Workplace.RunAsync("bridge", "check", "nonsense");

        Assert.That((nobody.Code, wrong.Code), Is.EqualTo((ExitCode.Infrastructure, ExitCode.Usage)), nobody.Error + wrong.Error);
    }

    [Test]
    public async Task BridgeCheck_OfARealArm_IsRefusedBeforeItMoves()
    {
        await using var arm = await FakeBridge.StartAsync(FakeBridge.World with { IsRealTime = true });

        var (code, _, error) = await Workplace.RunAsync("bridge", "check", arm.Address);

        Assert.That((code, arm.OpenSessions, arm.LastScene), Is.EqualTo((ExitCode.Usage, 0, (BlindVla.Core.Scene?)null)));
        Assert.That(error, Does.Contain("is real-time").And.Contain("--arm-may-move"));
    }

    [Test]
    public async Task BridgeCheck_OfARealArmThatMayMove_TriesWhatItDeclares_AndSaysThatItMoves()
    {
        await using var arm = await FakeBridge.StartAsync(FakeBridge.World with { IsRealTime = true });

        var (code, output, error) = await Workplace.RunAsync("bridge", "check", arm.Address, "--arm-may-move");

        Assert.That(code, Is.EqualTo(ExitCode.Success), output);
        Assert.That(output, Does.Contain("ok      hold-action\n").And.Not.Contain("trajectory-repeats"));
        Assert.That(error, Does.Contain("No limit, hold or stop in this software is safety-rated"));
    }

    [Test]
    public async Task BridgeEndStop_OfAnArmThatIsStopped_LetsItGoOn()
    {
        await using var arm = await FakeBridge.StartAsync(FakeBridge.World with { IsRealTime = true });
        await using var server = new RemoteServer(
            BridgeAddress.Parse(arm.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        Assert.That(await server.StopAsync(CancellationToken.None));
        var stopped = await Workplace.RunAsync("bridge", "check", arm.Address, "--arm-may-move");

        var (code, output, error) = await Workplace.RunAsync("bridge", "end-stop", arm.Address);

        Assert.That((stopped.Code, code), Is.EqualTo((ExitCode.Infrastructure, ExitCode.Success)), error);
        Assert.That(output, Is.EqualTo("it is not stopped\n"));
        Assert.That((await Workplace.RunAsync("bridge", "check", arm.Address, "--arm-may-move")).Code, Is.EqualTo(ExitCode.Success));
    }

    /// <summary>Nothing more is tried on an arm that was stopped.</summary>
    [Test]
    public async Task BridgeCheck_WhereTheArmIsStopped_Ends()
    {
        await using var arm = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                World = FakeBridge.World with { IsRealTime = true },
                Fault = FakeServerFault.EmergencyStop,
                FaultTimes = 1,
            }
        );

        var (code, output, error) = await Workplace.RunAsync("bridge", "check", arm.Address, "--arm-may-move");

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), output);
        Assert.That(error, Does.Contain("emergency"));
        Assert.That(output, Does.Not.Contain("hold-action"));
    }
}
