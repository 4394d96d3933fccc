using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using BlindVla.Core;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>What can go wrong between a client and a server is named, and told apart: the policy's fault, or nobody's.</summary>
[CancelAfter(120_000)]
internal sealed class OpenPiFaultTests
{
    private static readonly EmbodimentMapping Mapping = SomeMapping.With(("size: 224x224", "size: 2x1"));

    private static readonly Observation Seen = new(0, [new(Conventions.MainCamera, 2, 1, new byte[6], 0)], new float[14], null);

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    private static readonly TestCaseData[] Answers =
    [
        Answer("garbage", [0xc1, 0xff], "this is not MessagePack"),
        Answer("no map", [0x90], "expected a map with 'actions', found a list of 0"),
        Answer("no actions", MessagePackArrays.Encode(new WireValue.Map(), ArrayDialect.OpenPi), "'actions': expected an array"),
        Answer("wrong width", Actions(new float[6], 1, 6), "actions of 7 values (position, rotation, gripper), found an array <f4 [1, 6]"),
        Answer("wrong rank", Actions(new float[7], 1, 1, 7), "found an array <f4 [1, 1, 7]"),
        Answer("none", Actions([], 0, 7), "at least 1 actions in an answer, found 0"),
        Answer("NaN", Actions([0, 0, 0, float.NaN, 0, 0, 0], 1, 7), "expected finite numbers, found NaN at [0, 3]"),
        Answer("oversized", new byte[WireLimits.Default.MaxBytes + 1], "expected a message of at most 67108864 bytes"),
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task AnswerThatIsNone_IsTheFaultOfThePolicy(byte[] answer, string reason)
    {
        await using var server = await RawServer.StartAsync((socket, cancellation) => RawServer.SendAsync(socket, answer, cancellation));

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain(reason).And.Contain(server.Address.ToString()));
    }

    [Test]
    public async Task TextFrame_IsTheServersTraceback()
    {
        await using var server = await RawServer.StartAsync(
            (socket, cancellation) =>
                socket.SendAsync(
                    Encoding.UTF8.GetBytes("Traceback:\nKeyError: 'wrist'\u001b[31m"),
                    WebSocketMessageType.Text,
                    true,
                    cancellation
                )
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("failed: Traceback:\nKeyError: 'wrist'\\u001b"));
    }

    [Test]
    public async Task AnswerThatNobodyAskedFor_IsTheFaultOfThePolicy()
    {
        await using var server = await RawServer.StartAsync(
            async (socket, cancellation) =>
            {
                var answer = Actions(new float[7], 1, 7);
                await socket.SendAsync(answer, WebSocketMessageType.Binary, true, cancellation);
                await socket.SendAsync(answer, WebSocketMessageType.Binary, true, cancellation);
            }
        );
        await using var connection = await OpenPiConnection.OpenAsync(
            Served.Settings(server.Address, Mapping),
            TimeProvider.System,
            Cancellation
        );
        await connection.AskAsync(new WireValue.Map(), TimeSpan.FromSeconds(30), Cancellation);
        await connection.UnaskedAsync(Cancellation);

        Assert.That(
            () => connection.AskAsync(new WireValue.Map(), TimeSpan.FromSeconds(30), Cancellation),
            Throws.TypeOf<WireException>().With.Message.Contains("an answer more")
        );
    }

    [Test]
    public async Task ServerThatDiesWhileItIsAsked_IsLost()
    {
        await using var server = await RawServer.StartAsync(
            (socket, _) =>
            {
                socket.Abort();
                return Task.CompletedTask;
            }
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("was lost"));
    }

    [Test]
    public async Task ServerThatCloses_IsLost_AndItsReasonIsTold()
    {
        await using var server = await RawServer.StartAsync(
            (socket, cancellation) => socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "going home", cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("1001: going home"));
    }

    [Test]
    public async Task FirstAnswer_MayTakeLonger_AndEveryOtherMayNot()
    {
        var time = new FakeTimeProvider();
        using var asked = new SemaphoreSlim(0);
        using var answer = new SemaphoreSlim(0);
        await using var server = await RawServer.StartAsync(
            async (socket, cancellation) =>
            {
                asked.Release();
                await answer.WaitAsync(cancellation);
                await RawServer.SendAsync(socket, Actions(new float[7], 1, 7), cancellation);
            }
        );
        await using var policy = await OpenPiPolicy.ConnectAsync(Served.Settings(server.Address, Mapping), time, Cancellation);
        await using var session = policy.BeginEpisode(new("e", "put it", 0, []));

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
        var inner = new StillPolicy(new(Conventions.MainCamera, 2, 1));
        var server = await OpenPiServer.StartAsync(inner, Mapping, new(IPAddress.Loopback, 0), null, TimeProvider.System, Cancellation);
        var port = server.Address.Port;
        await using var policy = await OpenPiPolicy.ConnectAsync(
            Served.Settings(server.Address, Mapping),
            TimeProvider.System,
            Cancellation
        );
        await using (var session = policy.BeginEpisode(new("e", "put it", 0, [])))
        {
            await session.PredictAsync(Seen, Cancellation);
            await server.DisposeAsync();

            var lost = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());
            Assert.That(lost!.Fault, Is.EqualTo(PolicyFault.Lost));
        }
        await using (var session = policy.BeginEpisode(new("e", "put it", 0, [])))
        {
            var gone = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());
            Assert.That(gone!.Fault, Is.EqualTo(PolicyFault.Unavailable));
            Assert.That(gone.Message, Does.Contain("cannot be reached").And.Contain("patience=SECONDS"));
        }
        await using var again = await OpenPiServer.StartAsync(
            inner,
            Mapping,
            new(IPAddress.Loopback, port),
            null,
            TimeProvider.System,
            Cancellation
        );
        await using (var session = policy.BeginEpisode(new("e", "put it", 0, [])))
            Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task AnotherServerInItsPlace_IsRefused()
    {
        var camera = new CameraRequest(Conventions.MainCamera, 2, 1);
        var server = await OpenPiServer.StartAsync(
            new StillPolicy(camera),
            Mapping,
            new(IPAddress.Loopback, 0),
            null,
            TimeProvider.System,
            Cancellation
        );
        var port = server.Address.Port;
        await using var policy = await OpenPiPolicy.ConnectAsync(
            Served.Settings(server.Address, Mapping),
            TimeProvider.System,
            Cancellation
        );
        await server.DisposeAsync();
        await using var other = await OpenPiServer.StartAsync(
            new StillPolicy(camera, "another checkpoint"),
            Mapping,
            new(IPAddress.Loopback, port),
            null,
            TimeProvider.System,
            Cancellation
        );
        await using var session = policy.BeginEpisode(new("e", "put it", 0, []));

        var fault = await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask());

        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("took its place"));
    }

    [Test]
    public async Task Connecting_WaitsForAServerThatComesLater()
    {
        var port = FreePort();
        var address = new Uri($"ws://127.0.0.1:{port}");
        OpenPiServer? server = null;
        // The third wait is the server's start: no time passes, and nobody sleeps.
        var time = new WaitingTime(waits: 3, () =>
            server = OpenPiServer
                .StartAsync(
                    new StillPolicy(new(Conventions.MainCamera, 2, 1)),
                    Mapping,
                    new(IPAddress.Loopback, port),
                    null,
                    TimeProvider.System,
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult()
        );
        var settings = Served.Settings(address, Mapping) with { Patience = TimeSpan.FromSeconds(60) };

        await using var policy = await OpenPiPolicy.ConnectAsync(settings, time, Cancellation);
        await using var started = server;

        Assert.That(time.Waited, Is.EqualTo(new[] { 0.25, 0.5, 1 }));
    }

    [Test]
    public async Task Key_IsAskedForAndChecked()
    {
        StillPolicy Policy() => new(new(Conventions.MainCamera, 2, 1));

        await using var right = await Served.StartAsync(Policy(), Mapping, serverKey: "abc", clientKey: "abc");
        var none = await Assert.ThrowsAsync<PolicyException>(() => Served.StartAsync(Policy(), Mapping, serverKey: "abc"));
        var wrong = await Assert.ThrowsAsync<PolicyException>(() => Served.StartAsync(Policy(), Mapping, "abc", clientKey: "abd"));

        Assert.That(none!.Message, Does.Contain("wants a key (401): key_file=FILE"));
        Assert.That(wrong!.Message, Does.Contain("refuses the key (401)"));
    }

    [Test]
    public async Task Healthz_SaysOk_AndAWebPageIsRefused()
    {
        await using var served = await Served.StartAsync(new StillPolicy(new(Conventions.MainCamera, 2, 1)), Mapping);
        var address = new UriBuilder(served.Server.Address) { Scheme = "http" }.Uri;
        using var client = new HttpClient();

        Assert.That(await client.GetStringAsync(new Uri(address, "/healthz"), Cancellation), Is.EqualTo("OK\n"));

        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Origin", "https://example.org");
        Assert.That(() => page.ConnectAsync(served.Server.Address, Cancellation), Throws.InstanceOf<WebSocketException>());
    }

    [Test]
    public async Task Drain_AnswersWhatWasAsked_ThenCloses()
    {
        using var asked = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var inner = new StillPolicy(new(Conventions.MainCamera, 2, 1))
        {
            BeforeAnswer = async cancellation =>
            {
                asked.Release();
                await go.WaitAsync(cancellation);
            },
        };
        await using var served = await Served.StartAsync(inner, Mapping);
        await using var session = served.BeginEpisode(new("e", "put it", 0, []));
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
        var inner = new StillPolicy(new(Conventions.MainCamera, 2, 1))
        {
            BeforeAnswer = _ => throw new PolicyException("the planner has lost its way"),
        };
        await using var served = await Served.StartAsync(inner, Mapping);
        await using var session = served.BeginEpisode(new("e", "put it", 0, []));

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
            () => Served.StartAsync(blind, Mapping),
            Throws.TypeOf<PolicyException>().With.Message.Contains("expects 'wrist', the mapping 'widowx-openpi' does not send it")
        );
        Assert.That(
            () => Served.StartAsync(large, Mapping),
            Throws.TypeOf<PolicyException>().With.Message.Contains("expects 4x3, the mapping 'widowx-openpi' sends 2x1")
        );
    }

    [Test]
    public async Task MappingOtherThanTheServers_IsRefused()
    {
        await using var served = await Served.StartAsync(new StillPolicy(new(Conventions.MainCamera, 2, 1)), Mapping);
        var other = SomeMapping.With(("size: 224x224", "size: 2x1"), ("execute: 1", "execute: 2"));

        Assert.That(
            () => OpenPiPolicy.ConnectAsync(Served.Settings(served.Server.Address, other), TimeProvider.System, Cancellation),
            Throws.TypeOf<PolicyException>().With.Message.Contains("mapping: expected 'widowx-openpi'")
        );
    }

    [TestCase("", "openpi needs the address of a server")]
    [TestCase("http://127.0.0.1:8000", "openpi needs the address of a server")]
    [TestCase("ws://127.0.0.1:8000?mapping=widow", "there is none named 'widow'; did you mean 'widowx-openpi'?")]
    [TestCase("ws://127.0.0.1:8000?timeout=0", "timeout: expected seconds, more than 0")]
    [TestCase("ws://127.0.0.1:8000?patients=3", "did you mean 'patience'?")]
    [TestCase("ws://127.0.0.1:8000?key_file=/nowhere", "/nowhere: there is no such file")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(() => OpenPiSettings.Parse(locator), Throws.TypeOf<LocatorException>().With.Message.Contains(reason));

    private static TestCaseData Answer(string name, byte[] answer, string reason) =>
        new TestCaseData(answer, reason).SetArgDisplayNames(name);

    private static byte[] Actions(float[] values, params int[] shape) =>
        MessagePackArrays.Encode(
            new WireValue.Map(("actions", new WireValue.Numbers(NumericArray.Of(values, [.. shape])))),
            ArrayDialect.OpenPi
        );

    /// <summary>What a prediction ends with.</summary>
    private static async Task<PolicyException> FaultAsync(Uri address)
    {
        await using var policy = await OpenPiPolicy.ConnectAsync(Served.Settings(address, Mapping), TimeProvider.System, Cancellation);
        await using var session = policy.BeginEpisode(new("e", "put it", 0, []));
        return (await Assert.ThrowsAsync<PolicyException>(() => session.PredictAsync(Seen, Cancellation).AsTask()))!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
