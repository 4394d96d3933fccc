using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class OpenVlaFaultTests(bool isDoubleEncoded) : RemoteFaultContract(new OpenVlaWire(isDoubleEncoded))
{
    private readonly OpenVlaWire _wire = new(isDoubleEncoded);

    [TestCase(200, "\"error\"", PolicyFault.Failed, "failed: it answers \"error\"; its log says why")]
    [TestCase(500, "{\"detail\": \"Server error: no such key\"}", PolicyFault.Failed, "failed: Server error: no such key")]
    [TestCase(422, "nonsense", PolicyFault.Failed, "failed: HTTP 422")]
    [TestCase(503, "", PolicyFault.Lost, "was lost: it answers HTTP 503")]
    public async Task Failure_IsWhoseItIs(int status, string answer, PolicyFault fault, string reason)
    {
        await using var server = await RawWeb.StartAsync(
            (call, cancellation) => call.SendAsync(call.Path == "/act" ? status : 404, Encoding.UTF8.GetBytes(answer), cancellation)
        );

        var found = await FaultAsync(server.Address);

        Assert.That(found.Fault, Is.EqualTo(fault));
        Assert.That(found.Message, Does.Contain(reason));
    }

    [Test]
    public async Task Reset_IsSaidAtTheBeginningOfAnEpisode_AndItsFailureIsThePolicys()
    {
        await using var server = await RawWeb.StartAsync(
            (call, cancellation) => call.SendAsync(call.Path == "/reset" ? 500 : 404, [], cancellation)
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.Contain("failed: HTTP 500"));
    }

    [Test]
    public async Task ListOfArrays_IsSeveralActions()
    {
        var row = new WireValue.Numbers(NumericArray.Of([0f, 0, 0, 0, 0, 0, 1], 7));
        var list = new WireValue.Sequence([row, row]);
        WireValue answer = isDoubleEncoded ? new WireValue.Text(JsonArrays.Text(list)) : list;
        await using var server = await _wire.StartRawAsync((call, cancellation) => call.SendAsync(JsonArrays.Encode(answer), cancellation));
        var two = SomeMapping.Of(_wire.Mapping, ("size: 224x224", "size: 2x1"), ("execute: 1", "execute: 2"));
        await using var policy = await Served.ConnectAsync(_wire, Served.Settings(server.Address, two), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);

        Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Request_IsWhatOpenVlaReads()
    {
        byte[]? body = null;
        await using var server = await _wire.StartRawAsync(
            (call, cancellation) =>
            {
                body = ((RawWebCall)call).Body;
                return call.SendAsync(_wire.Answer(new float[7], 7), cancellation);
            }
        );
        await using var policy = await Served.ConnectAsync(_wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);
        await session.PredictAsync(Seen, Cancellation);

        var request = (WireValue.Map)JsonArrays.Decode(body!, WireLimits.Default);
        if (isDoubleEncoded)
            request = (WireValue.Map)JsonArrays.Disclose((WireValue.Text)request["encoded"]!);
        Assert.That(
            JsonArrays.Text(request),
            Is.EqualTo(
                """{"image":{"__numpy__":"AAAAAAAA","dtype":"|u1","shape":[1,2,3]},"instruction":"put it","unnorm_key":"bridge_orig"}"""
            )
        );
        Assert.That(policy.Spec.Notes.Single(), Does.Contain("says nothing of its checkpoint"));
    }

    [Test]
    public async Task Server_AnswersWhatTheirClientsAsk()
    {
        // A request as json_numpy writes it, an answer as it reads one: float64, because that is what OpenVLA answers.
        const string Plain = """{"image": {"__numpy__": "AAAAAAAA", "dtype": "|u1", "shape": [1, 2, 3]}, "instruction": "put it"}""";
        const string Action =
            """{"__numpy__":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8D8=","dtype":"\u003Cf8","shape":[7]}""";
        await using var served = await Served.StartAsync(_wire, new StillPolicy(Camera), Mapping);
        using var client = new HttpClient { BaseAddress = served.Server.Address };

        var asked = isDoubleEncoded ? JsonArrays.Text(new WireValue.Map(("encoded", new WireValue.Text(Plain)))) : Plain;
        var answer = await (await PostAsync(client, "/act", asked)).Content.ReadAsStringAsync(Cancellation);

        Assert.That(answer.Trim(), Is.EqualTo(isDoubleEncoded ? JsonArrays.Text(new WireValue.Text(Action)) : Action));
        Assert.That((await PostAsync(client, "/reset", "{}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            await client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancellation),
            Does.Contain("\"status\":\"healthy\"")
        );
        Assert.That((await PostAsync(client, "/act", "{\"instruction\": 1}")).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await PostAsync(client, "/infer", "{}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        client.DefaultRequestHeaders.Add("Origin", "https://example.org");
        Assert.That((await PostAsync(client, "/act", asked)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("ws://127.0.0.1:8000", "openvla needs the address of a server, e.g. openvla:http://127.0.0.1:8000")]
    [TestCase("http://127.0.0.1:8000?encoding=twice", "encoding: expected plain or double, found 'twice'")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(
            () => new OpenVlaKind().Parse(locator, new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string content)
    {
        var body = new StringContent(content, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return client.PostAsync(new Uri(path, UriKind.Relative), body, Cancellation);
    }
}
