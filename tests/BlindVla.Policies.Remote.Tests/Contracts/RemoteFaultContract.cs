using System.Net;
using System.Net.Sockets;
using BlindVla.Core;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>
/// What can go wrong between a client and a server is named, and told apart: the policy's fault, or nobody's. A protocol's fixture inherits
/// all of it.
/// </summary>
[CancelAfter(120_000)]
public abstract class RemoteFaultContract(Wire wire)
{
    private protected static readonly Observation Seen = new(0, [new(Conventions.MainCamera, 2, 1, new byte[6], 0)], new float[14], null);

    private protected static readonly CameraRequest Camera = new(Conventions.MainCamera, 2, 1);

    private protected static readonly EpisodeBrief Brief = new("e", "put it", 0, []);

    private protected EmbodimentMapping Mapping { get; } = SomeMapping.Of(wire.Mapping, (wire.Size, "size: 2x1"));

    protected static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public Task Garbage_IsTheFaultOfThePolicy() => AnswerIsRefusedAsync(wire.Garbage, wire.GarbageReason);

    [Test]
    public Task ActionsOfAnotherWidth_AreTheFaultOfThePolicy() => AnswerIsRefusedAsync(wire.Answer(new float[6], 1, 6), "found");

    [Test]
    public Task ActionsOfAnotherRank_AreTheFaultOfThePolicy() => AnswerIsRefusedAsync(wire.Answer(new float[7], 1, 1, 1, 7), "found");

    [Test]
    public Task NoAction_IsTheFaultOfThePolicy() => AnswerIsRefusedAsync(wire.Answer([], 0, 7), "at least 1 actions in an answer, found 0");

    [Test]
    public Task NaN_IsTheFaultOfThePolicy() =>
        AnswerIsRefusedAsync(wire.Answer([0, 0, 0, float.NaN, 0, 0, 0], 1, 7), "expected finite numbers, found NaN at [0, 3]");

    [Test]
    public virtual Task OversizedAnswer_IsTheFaultOfThePolicy() =>
        AnswerIsRefusedAsync(new byte[WireLimits.Default.MaxBytes + 1], "expected a message of at most 67108864 bytes");

    [Test]
    public async Task ServerThatDiesWhileItIsAsked_IsLost()
    {
        await using var server = await wire.StartRawAsync(
            (call, _) =>
            {
                call.Abort();
                return Task.CompletedTask;
            }
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("was lost").And.Contain(server.Address.ToString()));
    }

    [Test]
    public async Task FirstAnswer_MayTakeLonger_AndEveryOtherMayNot()
    {
        var time = new FakeTimeProvider();
        using var asked = new SemaphoreSlim(0);
        using var answer = new SemaphoreSlim(0);
        await using var server = await wire.StartRawAsync(
            async (call, cancellation) =>
            {
                asked.Release();
                await answer.WaitAsync(cancellation);
                await call.SendAsync(wire.Answer(new float[7], 1, 7), cancellation);
            }
        );
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(server.Address, Mapping), time);
        await using var session = policy.BeginEpisode(Brief);

        var first = session.PredictAsync(Seen, Cancellation).AsTask();
        await asked.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(599));
        answer.Release();
        Assert.That((await first).Count, Is.EqualTo(1));

        var second = session.PredictAsync(Seen, Cancellation).AsTask();
        await asked.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(31));

        var fault = await Assert.ThrowsAsync<PolicyException>(() => second);
        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("no answer within 30 s"));
    }

    [Test]
    public async Task ServerKilledAndStartedAgainOnItsPort_AnswersTheNextEpisode()
    {
        var inner = new StillPolicy(Camera);
        var server = await Served.ServeAsync(inner, Mapping);
        var port = server.Address.Port;
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await using (var session = policy.BeginEpisode(Brief))
        {
            await session.PredictAsync(Seen, Cancellation);
            await server.DisposeAsync();

            var lost = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());
            Assert.That(lost!.Fault, Is.EqualTo(PolicyFault.Lost));
        }
        await using (var session = policy.BeginEpisode(Brief))
        {
            var gone = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());
            Assert.That(gone!.Fault, Is.EqualTo(PolicyFault.Unavailable));
            Assert.That(gone.Message, Does.Contain("cannot be reached").And.Contain("patience=SECONDS"));
        }
        await using var again = await Served.ServeAsync(inner, Mapping, port);
        await using (var session = policy.BeginEpisode(Brief))
            Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task ServerThatClosesItsHalf_IsLost_ThoughItStillListens()
    {
        using var asked = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(1);
        var inner = new StillPolicy(Camera)
        {
            BeforeAnswer = cancellation =>
            {
                asked.Release();
                return go.WaitAsync(cancellation);
            },
        };
        await using var server = await Served.ServeAsync(inner, Mapping);
        await using var between = new HalfClosing(server.Address);
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(between.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);
        await session.PredictAsync(Seen, Cancellation);
        await asked.WaitAsync(Cancellation);

        var second = session.PredictAsync(Seen, Cancellation).AsTask();
        await asked.WaitAsync(Cancellation);
        between.SilenceServer();

        var fault = await Assert.ThrowsAsync<PolicyException>(() => second);

        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("was lost"));
    }

    [Test]
    public async Task ClientThatClosesItsHalf_IsNotWaitedFor()
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        await using var between = new HalfClosing(server.Address);
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(between.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);
        await session.PredictAsync(Seen, Cancellation);
        between.SilenceClients();

        await server.DrainAsync(Cancellation);

        var fault = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());
        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Lost));
    }

    [Test]
    public async Task ServerThatNeverSaysAWord_CannotBeReached()
    {
        using var silent = new SilentPeer();
        var time = new FakeTimeProvider();
        var connecting = Served.ConnectAsync(wire, Served.Settings(await AddressAsync(silent.Port), Mapping), time);
        using var connection = await silent.AcceptAsync(Cancellation);

        time.Advance(TimeSpan.FromSeconds(11));

        var fault = await Assert.ThrowsAsync<PolicyException>(() => connecting);
        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Unavailable));
        Assert.That(fault.Message, Does.Contain("cannot be reached (no answer in time; waited 11 s, 1 attempt)"));
    }

    [Test]
    public async Task AnotherServerInItsPlace_IsRefused()
    {
        var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        var port = server.Address.Port;
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await server.DisposeAsync();
        await using var other = await Served.ServeAsync(new StillPolicy(Camera, "another checkpoint"), Mapping, port);
        await using var session = policy.BeginEpisode(Brief);

        var fault = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());

        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("took its place"));
    }

    [Test]
    public async Task Connecting_WaitsForAServerThatComesLater()
    {
        var port = FreePort();
        PolicyServer? server = null;
        // The third wait is the server's start: no time passes, and nobody sleeps.
        var time = new WaitingTime(waits: 3, () =>
            server = Served.ServeAsync(new StillPolicy(Camera), Mapping, port).GetAwaiter().GetResult()
        );
        var somewhere = await AddressAsync(port);
        var settings = Served.Settings(somewhere, Mapping) with { Patience = TimeSpan.FromSeconds(60) };

        await using var policy = await Served.ConnectAsync(wire, settings, time);
        await using var started = server;

        Assert.That(time.Waited, Is.EqualTo(new[] { 0.25, 0.5, 1 }));
    }

    [Test]
    public async Task Key_IsAskedForAndChecked()
    {
        StillPolicy Policy() => new(Camera);

        await using var right = await Served.StartAsync(wire, Policy(), Mapping, serverKey: "abc", clientKey: "abc");
        var none = await Assert.ThrowsAsync<PolicyException>(() => Served.StartAsync(wire, Policy(), Mapping, serverKey: "abc"));
        var wrong = await Assert.ThrowsAsync<PolicyException>(() => Served.StartAsync(wire, Policy(), Mapping, "abc", clientKey: "abd"));

        Assert.That(none!.Message, Does.Contain("wants a key").And.Contain("key_file=FILE"));
        Assert.That(wrong!.Message, Does.Contain("refuses the key"));
    }

    [Test]
    public async Task Drain_AnswersWhatWasAsked_ThenCloses()
    {
        using var asked = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var inner = new StillPolicy(Camera)
        {
            BeforeAnswer = async cancellation =>
            {
                asked.Release();
                await go.WaitAsync(cancellation);
            },
        };
        await using var served = await Served.StartAsync(wire, inner, Mapping);
        await using var session = served.BeginEpisode(Brief);
        var answer = session.PredictAsync(Seen, Cancellation).AsTask();
        await asked.WaitAsync(Cancellation);

        var drained = served.Server.DrainAsync(Cancellation);
        go.Release();

        Assert.That((await answer).Count, Is.EqualTo(1));
        await session.DisposeAsync();
        await drained;
    }

    [Test]
    public async Task PolicyThatFails_IsAFaultByItsName_ThroughTheWire()
    {
        var inner = new StillPolicy(Camera) { BeforeAnswer = _ => throw new PolicyException("the planner has lost its way") };
        await using var served = await Served.StartAsync(wire, inner, Mapping);
        await using var session = served.BeginEpisode(Brief);

        var fault = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());

        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("failed: the planner has lost its way"));
    }

    [Test]
    public void PolicyThatTheMappingCannotCarry_IsRefused()
    {
        var blind = new StillPolicy(new("wrist", 2, 1));
        var large = new StillPolicy(new(Conventions.MainCamera, 4, 3));

        Assert.That(
            () => Served.StartAsync(wire, blind, Mapping),
            Throws.TypeOf<PolicyException>().With.Message.Contains($"expects 'wrist', the mapping '{wire.Mapping}' does not send it")
        );
        Assert.That(
            () => Served.StartAsync(wire, large, Mapping),
            Throws.TypeOf<PolicyException>().With.Message.Contains($"expects 4x3, the mapping '{wire.Mapping}' sends 2x1")
        );
    }

    [Test]
    public async Task MappingOtherThanTheServers_IsRefused()
    {
        await using var served = await Served.StartAsync(wire, new StillPolicy(Camera), Mapping);
        var other = SomeMapping.Of(wire.Mapping, (wire.Size, "size: 2x1"), ("rotation: 0", "rotation: 180"));

        Assert.That(
            () => Served.ConnectAsync(wire, Served.Settings(served.Server.Address, other), TimeProvider.System),
            Throws.TypeOf<PolicyException>().With.Message.Contains($"mapping: expected '{wire.Mapping}'")
        );
    }

    private async Task AnswerIsRefusedAsync(byte[] answer, string reason)
    {
        await using var server = await wire.StartRawAsync((call, cancellation) => call.SendAsync(answer, cancellation));

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain(reason).And.Contain(server.Address.ToString()));
    }

    /// <summary>What a prediction ends with.</summary>
    private protected async Task<PolicyException> FaultAsync(Uri address)
    {
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);
        return (await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask()))!;
    }

    /// <summary>As a server of this protocol would have it at a port.</summary>
    private async Task<Uri> AddressAsync(int port)
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        return new UriBuilder(server.Address) { Port = port }.Uri;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
