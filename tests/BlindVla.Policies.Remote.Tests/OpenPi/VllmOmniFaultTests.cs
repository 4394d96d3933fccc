using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class VllmOmniFaultTests() : RemoteFaultContract(new VllmOmniWire())
{
    [Test]
    public async Task Error_IsTheFaultOfThePolicy()
    {
        var error = MessagePackArrays.Encode(
            new WireValue.Map(("type", new WireValue.Text("error")), ("message", new WireValue.Text("Internal inference error"))),
            ArrayDialect.OpenPi
        );
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.SendAsync(error, cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.EndWith("failed: Internal inference error"));
    }

    [Test]
    public async Task Question_HasAName_AndItsStatistics_AndBatchesOfOneAreRead()
    {
        var asked = new List<WireValue.Map>();
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
        {
            asked.Add((WireValue.Map)MessagePackArrays.Decode(call.Message, WireLimits.Default));
            return call.SendAsync(new VllmOmniWire().Answer(new float[14], 1, 2, 7), cancellation);
        });
        await using var policy = await Served.ConnectAsync(
            new VllmOmniWire(),
            Served.Settings(server.Address, Mapping),
            TimeProvider.System
        );
        for (var episode = 0; episode < 2; episode++)
        {
            await using var session = policy.BeginEpisode(Brief);
            Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(1));
            await session.PredictAsync(Seen, Cancellation);
        }

        Assert.That(asked.Select(map => map["endpoint"]), Is.All.EqualTo(new WireValue.Text("infer")));
        Assert.That(asked.Select(map => map["unnorm_key"]), Is.All.EqualTo(new WireValue.Text("bridge_orig")));
        string[] sessions = [.. asked.Select(map => ((WireValue.Text)map["session_id"]!).Value)];
        Assert.That(sessions[0], Is.EqualTo(sessions[1]));
        Assert.That(sessions[2], Is.EqualTo(sessions[3]).And.Not.EqualTo(sessions[0]));
    }

    [Test]
    public async Task Reset_IsAnsweredByAStatus()
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        await using var socket = await SocketDialing.DialAsync(Served.Settings(server.Address, Mapping), "openpi", Cancellation);
        await socket.ReceiveAsync(Cancellation);
        var reset = new WireValue.Map(("endpoint", new WireValue.Text("reset")));
        await socket.SendAsync(MessagePackArrays.Encode(reset, ArrayDialect.OpenPi), isText: false, Cancellation);

        // {"status": "reset successful"}, as their packer writes it.
        const string Status = "81a6737461747573b07265736574207375636365737366756c";
        Assert.That((await socket.ReceiveAsync(Cancellation)).Content.ToArray(), Is.EqualTo(Convert.FromHexString(Status)));
    }

    [TestCase("image_resolution", "image_resolution: expected [1, 2], found [9, 9]")]
    [TestCase("action_dim", "action_dim: expected 7, found 8")]
    [TestCase("action_horizon", "action_horizon: expected at least 1, found 0")]
    [TestCase("action_keys", "action_keys: expected the array itself, found a, b")]
    [TestCase("action_space", "action_space: expected changes of the gripper's pose, found joint_position")]
    [TestCase("supported_embodiments", "supported_embodiments: expected 'bridge_orig', found a, b; unnorm_key=NAME")]
    public void WhatIsDeclaredOtherwise_IsNamed(string field, string problem)
    {
        WireValue value = field switch
        {
            "image_resolution" => new WireValue.Sequence([new WireValue.Integer(9), new WireValue.Integer(9)]),
            "action_dim" => new WireValue.Integer(8),
            "action_horizon" => new WireValue.Integer(0),
            "action_space" => new WireValue.Text("joint_position"),
            _ => new WireValue.Sequence([new WireValue.Text("a"), new WireValue.Text("b")]),
        };

        Assert.That(new VllmOmniVariant("bridge_orig").Problems(new((field, value)), Mapping), Is.EqualTo(new[] { problem }));
    }

    /// <summary>As OpenVLA's adapter there declares, and as our own server does.</summary>
    [Test]
    public async Task WhatFits_HasNoProblem_AndAFailureIsNotTheEnd()
    {
        var fails = true;
        var inner = new StillPolicy(Camera) { BeforeAnswer = _ => fails ? throw new PolicyException("not now") : Task.CompletedTask };
        await using var server = await Served.ServeAsync(inner, Mapping);
        var settings = Served.Settings(server.Address, Mapping);
        await using var connection = await RemoteOpening.OpenAsync(
            new OpenPiProtocol(new VllmOmniVariant(unnormKey: null)),
            settings,
            TimeProvider.System,
            Cancellation
        );
        Assert.That(connection.Declared.Problems, Is.Empty);
        var request = Mapping.Request(Seen, "put it");

        Assert.That(
            () => connection.AskAsync(request, Cancellation),
            Throws.TypeOf<PolicyException>().With.Message.EndsWith("failed: not now")
        );
        fails = false;
        Assert.That(Mapping.ReadAnswer(await connection.AskAsync(request, Cancellation)).Count, Is.EqualTo(1));
    }
}
