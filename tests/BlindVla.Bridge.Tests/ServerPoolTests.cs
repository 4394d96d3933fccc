using System.Diagnostics;
using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>Servers that are supervised: who serves whom, and what happens when one dies.</summary>
[CancelAfter(180_000)]
public sealed class ServerPoolTests
{
    private static readonly float[] Hold = [0, 0, 0, 0, 0, 0, 1];

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task ServerDiesMidEpisode_IsUnavailable()
    {
        await using var server = await ServerProcess.StartAsync(
            TestServers.Fake(),
            new ServerSettings(),
            TimeProvider.System,
            NullLogger.Instance,
            Cancellation
        );
        await using var source = new RemoteServer(
            server.Address,
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        await environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);

        Kill(server.ProcessId);
        var fault = await Fault.OfAsync(async () => await environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable), fault.Message);
    }

    /// <summary>What a rig's own server moves can be stopped from the desk as what somebody else's does.</summary>
    [Test]
    public async Task Stop_OfAServerThatWasStarted_StopsWhatItMoves_UntilItIsEnded()
    {
        await using var pool = CreatePool(TestServers.Fake("--real-time", "true"), servers: 1);
        Assert.That(await pool.StopAsync(Cancellation), Is.False, "nothing is started yet, and nothing is for this");
        await using (var environment = await OpenAndResetAsync(pool, worker: 0))
        {
            Assert.That(await pool.StopAsync(Cancellation), Is.True);
            Assert.That((await FaultAsync(environment)).Fault, Is.EqualTo(EnvironmentFault.EmergencyStop));
        }

        Assert.That(await pool.EndStopAsync(Cancellation), Is.Null);
        await using var next = await OpenAndResetAsync(pool, worker: 0);
        await next.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
    }

    [Test]
    public async Task ServerPool_RestartsADeadServer()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1);
        int processId;
        await using (var environment = await OpenAndResetAsync(pool, worker: 0))
        {
            processId = ServerOf(environment);
            Kill(processId);

            var fault = await FaultAsync(environment);

            Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable), fault.Message);
            Assert.That(fault.Message, Does.Contain("was killed by signal 9"));
        }

        await using var next = await OpenAndResetAsync(pool, worker: 0);

        await next.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        Assert.That(ServerOf(next), Is.Not.EqualTo(processId));
        Assert.That(pool.Deaths, Has.Length.EqualTo(1));
        Assert.That(pool.Deaths[0].Server, Is.Zero);
        Assert.That(pool.Deaths[0].Reason, Does.Contain("was killed by signal 9"));
    }

    [Test]
    public async Task ServerPool_ServerDeadWhileIdle_IsReplacedAtTheNextOpen()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1);
        await using (var environment = await OpenAndResetAsync(pool, worker: 0))
        {
            Kill(ServerOf(environment));
        }

        await using var next = await OpenAndResetAsync(pool, worker: 0);

        Assert.That(pool.Deaths, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task ServerPool_Watchdog_IsInternalWithItsLastWords()
    {
        await using var pool = CreatePool(TestServers.Fake("--fault", nameof(FakeServerFault.Watchdog)), servers: 1);
        await using var environment = await OpenAndResetAsync(pool, worker: 0);

        var fault = await FaultAsync(environment);

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal), fault.Message);
        Assert.That(fault.Message, Does.Contain("exited with code 124").And.Contains("glReadPixels did not return"));
    }

    [Test]
    public async Task ServerPool_ServerThatHangs_IsReplaced()
    {
        var settings = new BridgeSettings { StepTimeout = TimeSpan.FromMilliseconds(300) };
        await using var pool = CreatePool(TestServers.Fake("--fault", nameof(FakeServerFault.Stall)), servers: 1, settings);
        int processId;
        await using (var environment = await OpenAndResetAsync(pool, worker: 0))
        {
            processId = ServerOf(environment);
            Assert.That((await FaultAsync(environment)).Fault, Is.EqualTo(EnvironmentFault.DeadlineExceeded));
        }

        await using var next = await OpenAndResetAsync(pool, worker: 0);

        Assert.That(ServerOf(next), Is.Not.EqualTo(processId));
        Assert.That(pool.Deaths.Single().Reason, Does.Contain("did not answer a step request within 0.3 s"));
        Assert.That(() => Process.GetProcessById(processId), Throws.ArgumentException, "the one that hung is gone");
    }

    [Test]
    public async Task ServerPool_ServerThatDiesTooOften_IsGivenUp()
    {
        var command = TestServers.Script("echo the GPU is on fire >&2; exit 1");
        await using var pool = CreatePool(command, servers: 1, serverSettings: new ServerSettings { MaxRestarts = 1 });
        await Fault.OfAsync(async () => await pool.OpenAsync(0, Cancellation));
        await Fault.OfAsync(async () => await pool.OpenAsync(0, Cancellation));

        var fault = await Fault.OfAsync(async () => await pool.OpenAsync(0, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(
            fault.Message,
            Does.Contain("Server 0 died 2 times without having answered a request and is given up").And.Contains("the GPU is on fire")
        );
        Assert.That(pool.Deaths, Has.Length.EqualTo(2), "it was not started a third time");
    }

    [Test]
    public async Task ServerPool_ServerThatAnswersAndDies_IsReplacedHoweverOften()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1, serverSettings: new ServerSettings { MaxRestarts = 1 });
        for (var i = 0; i < 4; i++)
        {
            await using var environment = await OpenAndResetAsync(pool, worker: 0);
            Kill(ServerOf(environment));
        }

        await using var last = await OpenAndResetAsync(pool, worker: 0);

        Assert.That(pool.Deaths, Has.Length.EqualTo(4));
    }

    [Test]
    public async Task ServerPool_ServerKilledWhileStarting_IsStartedAgain()
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-test-");
        try
        {
            // The first two kill themselves before they listen.
            var fake = TestServers.Fake();
            var command = TestServers.Script(
                $"echo >> {folder.FullName}/starts; [ $(wc -l < {folder.FullName}/starts) -gt 2 ] || kill -9 $$; exec \"$@\"",
                [fake.Executable, .. fake.Arguments]
            );
            await using var pool = CreatePool(command, servers: 1);

            await using var environment = await OpenAndResetAsync(pool, worker: 0);

            Assert.That(pool.Deaths.Select(death => death.Reason), Has.Exactly(2).Items.And.All.Contains("was killed by signal 9"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task ServerPool_Workers_AreSpreadOverTheServers()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 2);
        var spec = await pool.DescribeAsync(Cancellation);
        Assert.That(spec.Name, Is.EqualTo("fake-tabletop"));

        await using var first = await OpenAndResetAsync(pool, worker: 0);
        await using var second = await OpenAndResetAsync(pool, worker: 1);
        await using var third = await OpenAndResetAsync(pool, worker: 2);

        Assert.That(ServerOf(first), Is.EqualTo(ServerOf(third)));
        Assert.That(ServerOf(first), Is.Not.EqualTo(ServerOf(second)));
    }

    [Test]
    public async Task ServerPool_ServersThatDiffer_AreRefusedFieldByField()
    {
        // The script makes its process number the version, so no two of its servers are the same.
        var fake = TestServers.Fake();
        var command = TestServers.Script("exec \"$@\" --version $$", [fake.Executable, .. fake.Arguments]);
        await using var pool = CreatePool(command, servers: 2);

        var fault = await Fault.OfAsync(pool.DescribeAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.FailedPrecondition));
        Assert.That(
            fault.Message,
            Does.Match("^Server [01] is not what the run began with.*\nversion: expected [0-9]+, found [0-9]+$")
                .And.Not.Contains("renderer")
        );
    }

    [Test]
    public async Task ServerPool_ProcessThatBeganEnoughEpisodes_IsReplacedBetweenEpisodes_AndInNone()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1, serverSettings: new ServerSettings { MaxEpisodes = 2 });
        await using var mover = await OpenAndResetAsync(pool, worker: 0);
        await using var stayer = await OpenAndResetAsync(pool, worker: 1);
        var old = ServerOf(mover);
        Assert.That(ServerOf(stayer), Is.EqualTo(old));

        await ResetAsync(mover);

        Assert.That(ServerOf(mover), Is.Not.EqualTo(old), "it had begun two episodes");
        await stayer.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        Assert.That(ServerOf(stayer), Is.EqualTo(old), "it is in the middle of an episode");
        using var process = Process.GetProcessById(old);
        await ResetAsync(stayer);
        Assert.That(ServerOf(stayer), Is.EqualTo(ServerOf(mover)), "a process serves as many as the one before");
        Assert.That(process.HasExited, "nobody is served by it any more");
        Assert.That(pool.Deaths, Is.Empty, "nothing broke");
    }

    [Test]
    public async Task ServerPool_ProcessThatHoldsTooMuchMemory_IsReplacedAtTheNextEpisode_ButServesOne()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1, serverSettings: new ServerSettings { MaxResidentBytes = 1 });
        await using var environment = await OpenAndResetAsync(pool, worker: 0);
        var first = ServerOf(environment);

        await ResetAsync(environment);

        await environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        Assert.That(ServerOf(environment), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task ServerPool_ProcessBelowItsCeilings_Stays()
    {
        var settings = new ServerSettings { MaxResidentBytes = 1L << 40, MaxEpisodes = 3 };
        await using var pool = CreatePool(TestServers.Fake(), servers: 1, serverSettings: settings);
        await using var environment = await OpenAndResetAsync(pool, worker: 0);
        var first = ServerOf(environment);

        await ResetAsync(environment);
        await ResetAsync(environment);

        Assert.That(ServerOf(environment), Is.EqualTo(first));
    }

    [Test]
    public async Task ServerPool_ServerDiesWhileItIsBeingLeft_BreaksItsEpisodeOnly()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1, serverSettings: new ServerSettings { MaxEpisodes = 2 });
        await using var mover = await OpenAndResetAsync(pool, worker: 0);
        await using (var stayer = await OpenAndResetAsync(pool, worker: 1))
        {
            await ResetAsync(mover);
            Kill(ServerOf(stayer));

            Assert.That((await FaultAsync(stayer)).Message, Does.Contain("was killed by signal 9"));
        }

        await mover.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        await using var again = await OpenAndResetAsync(pool, worker: 1);
        Assert.That(ServerOf(again), Is.EqualTo(ServerOf(mover)), "the successor is well");
    }

    [Test]
    public async Task ServerPool_OpenedAlone_SharesNothing_AndItsServerEndsWithIt()
    {
        await using var pool = CreatePool(TestServers.Fake(), servers: 1);
        await using var shared = await OpenAndResetAsync(pool, worker: 0);
        int processId;
        await using (var alone = await pool.OpenAloneAsync(1, Cancellation))
        {
            processId = ServerOf(alone);
            Assert.That(processId, Is.Not.EqualTo(ServerOf(shared)));
            await ResetAsync(alone);
            Kill(processId);
            Assert.That((await FaultAsync(alone)).Message, Does.Contain("was killed by signal 9"));
        }
        await shared.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        await using (var alone = await pool.OpenAloneAsync(1, Cancellation))
        {
            processId = ServerOf(alone);
        }

        Assert.That(() => Process.GetProcessById(processId), Throws.ArgumentException);
    }

    [Test]
    public async Task ServerPool_Disposed_LeavesNoProcess()
    {
        var pool = CreatePool(TestServers.Fake(), servers: 1);
        var environment = await OpenAndResetAsync(pool, worker: 0);
        var processId = ServerOf(environment);

        await pool.DisposeAsync();

        Assert.That(() => Process.GetProcessById(processId), Throws.ArgumentException);
        await environment.DisposeAsync();
    }

    private static ServerPool CreatePool(
        ServerCommand command,
        int servers,
        BridgeSettings? settings = null,
        ServerSettings? serverSettings = null
    ) =>
        new(
            command,
            servers,
            serverSettings ?? new ServerSettings(),
            settings ?? new BridgeSettings(),
            TimeProvider.System,
            NullLogger<ServerPool>.Instance
        );

    private static async Task<IEnvironment> OpenAndResetAsync(ServerPool pool, int worker)
    {
        var environment = await pool.OpenAsync(worker, Cancellation);
        await ResetAsync(environment);
        return environment;
    }

    private static async Task ResetAsync(IEnvironment environment) =>
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

    private static Task<EnvironmentException> FaultAsync(IEnvironment environment) =>
        Fault.OfAsync(environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation));

    private static int ServerOf(IEnvironment environment) => ((PooledEnvironment)environment).ServerProcessId;

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }
}
