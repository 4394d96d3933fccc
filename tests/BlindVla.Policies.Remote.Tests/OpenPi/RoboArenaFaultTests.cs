using System.Net.WebSockets;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class RoboArenaFaultTests() : RemoteFaultContract(new RoboArenaWire())
{
    [TestCase("image_resolution", "[9, 9]", "image_resolution: expected [1, 2], found [9, 9]")]
    [TestCase("needs_wrist_camera", "true", "needs_wrist_camera: expected false, because no such picture is sent, found true")]
    [TestCase("needs_stereo_camera", "true", "needs_stereo_camera: expected false")]
    [TestCase("n_external_cameras", "2", "n_external_cameras: expected at most 1, as many as are sent, found 2")]
    [TestCase("action_space", "joint_position", "action_space: expected cartesian_velocity, changes of the gripper's pose, found the text")]
    public async Task ServerThatWantsOtherwise_IsRefused(string field, string value, string problem)
    {
        WireValue found = value switch
        {
            "true" => new WireValue.Flag(Value: true),
            "2" => new WireValue.Integer(2),
            "[9, 9]" => new WireValue.Sequence([new WireValue.Integer(9), new WireValue.Integer(9)]),
            _ => new WireValue.Text(value),
        };
        await using var server = await RoboArenaWire.StartAsync(Config((field, found)), (_, _) => Task.CompletedTask);

        Assert.That(
            () => FaultAsync(server.Address),
            Throws
                .TypeOf<PolicyException>()
                .With.Message.Contains("does not fit the mapping 'widowx-roboarena'")
                .And.Message.Contains(problem)
        );
    }

    [Test]
    public async Task Session_IsSentWhereItIsWanted_AndForgottenAtTheEnd()
    {
        var heard = new List<(string Endpoint, string? Session)>();
        using var ended = new SemaphoreSlim(0);
        await using var server = await RawSockets.StartAsync(
            Config(("needs_session_id", new WireValue.Flag(Value: true))),
            async (call, cancellation) =>
            {
                var said = (WireValue.Map)MessagePackArrays.Decode(call.Message, WireLimits.Default);
                var endpoint = ((WireValue.Text)said["endpoint"]!).Value;
                heard.Add((endpoint, (said["session_id"] as WireValue.Text)?.Value));
                if (endpoint == "infer")
                {
                    await call.SendAsync(new RoboArenaWire().Answer(new float[7], 1, 7), cancellation);
                    return;
                }
                await call.Socket.SendAsync("reset successful"u8.ToArray(), WebSocketMessageType.Text, true, cancellation);
                ended.Release();
            }
        );
        await using var policy = await Served.ConnectAsync(
            new RoboArenaWire(),
            Served.Settings(server.Address, Mapping),
            TimeProvider.System
        );
        await using (var session = policy.BeginEpisode(Brief))
        {
            await session.PredictAsync(Seen, Cancellation);
            await session.PredictAsync(Seen, Cancellation);
        }
        await ended.WaitAsync(Cancellation);
        await ended.WaitAsync(Cancellation);

        Assert.That(heard.Select(message => message.Endpoint), Is.EqualTo(new[] { "reset", "infer", "infer", "reset" }));
        Assert.That(heard[0].Session, Is.Not.Null);
        Assert.That(heard.Select(message => message.Session).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task ResetThatFails_IsTheFaultOfThePolicy()
    {
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.Socket.SendAsync(Encoding.UTF8.GetBytes("Traceback: no"), WebSocketMessageType.Text, true, cancellation)
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.EndWith("failed: Traceback: no"));
    }

    [Test]
    public async Task Server_SaysTheirFieldsAndNoOther_AndTheRestInAHeader()
    {
        var mapping = SomeMapping.Of("widowx-roboarena");
        await using var server = await Served.ServeAsync(new StillPolicy(mapping.Cameras[0].Request), mapping);
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        await client.ConnectAsync(server.Address, Cancellation);

        Assert.That(await HearAsync(client), Is.EqualTo(Convert.FromHexString(RoboArenaWire.Config)));
        Assert.That(client.HttpResponseHeaders!.Keys, Does.Contain(ServerDeclaration.Header));
        await client.SendAsync(Convert.FromHexString(Reset), WebSocketMessageType.Binary, true, Cancellation);
        Assert.That(Encoding.UTF8.GetString(await HearAsync(client)), Is.EqualTo("reset successful"));
    }

    [Test]
    public void Announcement_ThatIsNone_IsRefused() =>
        Assert.That(
            () => ServerDeclaration.Of(new(), [], "***"),
            Throws.TypeOf<WireException>().With.Message.Contains(ServerDeclaration.Header)
        );

    // {"session_id": "s", "endpoint": "reset"}, as their client writes it.
    private const string Reset = "82aa73657373696f6e5f6964a173a8656e64706f696e74a57265736574";

    private static byte[] Config(params ReadOnlySpan<(string Field, WireValue Value)> changes)
    {
        var config = (WireValue.Map)MessagePackArrays.Decode(Convert.FromHexString(RoboArenaWire.Config), WireLimits.Default);
        var said = config.Entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        // The contract's pictures are small.
        said["image_resolution"] = new WireValue.Sequence([new WireValue.Integer(1), new WireValue.Integer(2)]);
        foreach (var (field, value) in changes)
            said[field] = value;
        return MessagePackArrays.Encode(new WireValue.Map([.. said]), ArrayDialect.OpenPi);
    }

    private static async Task<byte[]> HearAsync(ClientWebSocket client)
    {
        var buffer = new byte[4096];
        var part = await client.ReceiveAsync(buffer, Cancellation);
        return buffer[..part.Count];
    }
}
