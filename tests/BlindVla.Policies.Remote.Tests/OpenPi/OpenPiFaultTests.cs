using System.Net.WebSockets;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class OpenPiFaultTests() : RemoteFaultContract(new OpenPiWire())
{
    private static readonly TestCaseData[] Answers =
    [
        Answer("no map", [0x90], "expected a map with 'actions', found a list of 0"),
        Answer("no actions", [0x80], "'actions': expected an array"),
        Answer("width", new float[6], [1, 6], "actions of 7 values (position, rotation, gripper), found an array <f4 [1, 6]"),
        Answer("rank", new float[7], [1, 1, 7], "found an array <f4 [1, 1, 7]"),
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task AnswerThatIsNone_IsTheFaultOfThePolicy(byte[] answer, string reason)
    {
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.SendAsync(answer, cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain(reason).And.Contain(server.Address.ToString()));
    }

    [Test]
    public async Task TextFrame_IsTheServersTraceback()
    {
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.Socket.SendAsync(
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
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, async (call, cancellation) =>
        {
            var answer = new OpenPiWire().Answer(new float[7], 1, 7);
            await call.SendAsync(answer, cancellation);
            await call.SendAsync(answer, cancellation);
        });
        var settings = Served.Settings(server.Address, Mapping);
        await using var connection = (OpenPiConnection)
            await RemoteOpening.OpenAsync(new OpenPiProtocol(new()), settings, TimeProvider.System, Cancellation);
        await connection.AskAsync(new WireValue.Map(), Cancellation);
        await connection.UnaskedAsync(Cancellation);

        Assert.That(
            () => connection.AskAsync(new WireValue.Map(), Cancellation),
            Throws.TypeOf<WireException>().With.Message.Contains("an answer more")
        );
    }

    [Test]
    public async Task ServerThatCloses_IsLost_AndItsReasonIsTold()
    {
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "going home", cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("1001: going home"));
    }

    [Test]
    public async Task Healthz_SaysOk_AndAWebPageIsRefused()
    {
        await using var served = await Served.StartAsync(new OpenPiWire(), new StillPolicy(Camera), Mapping);
        var address = new UriBuilder(served.Server.Address) { Scheme = "http" }.Uri;
        using var client = new HttpClient();

        Assert.That(await client.GetStringAsync(new Uri(address, "/healthz"), Cancellation), Is.EqualTo("OK\n"));

        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Origin", "https://example.org");
        Assert.That(() => page.ConnectAsync(served.Server.Address, Cancellation), Throws.InstanceOf<WebSocketException>());
    }

    [TestCase("", "openpi needs the address of a server")]
    [TestCase("http://127.0.0.1:8000", "openpi needs the address of a server")]
    [TestCase("ws://127.0.0.1:8000?mapping=widow-openpi", "there is none named 'widow-openpi'; did you mean 'widowx-openpi'")]
    [TestCase("ws://127.0.0.1:8000?timeout=0", "timeout: expected seconds, more than 0")]
    [TestCase("ws://127.0.0.1:8000?patients=3", "did you mean 'patience'")]
    [TestCase("ws://127.0.0.1:8000?key_file=/nowhere", "/nowhere: there is no such file")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(
            () => new OpenPiKind().Parse(locator, new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );

    private static TestCaseData Answer(string name, byte[] answer, string reason) =>
        new TestCaseData(answer, reason).SetArgDisplayNames(name);

    private static TestCaseData Answer(string name, float[] values, int[] shape, string reason) =>
        Answer(name, new OpenPiWire().Answer(values, shape), reason);
}
