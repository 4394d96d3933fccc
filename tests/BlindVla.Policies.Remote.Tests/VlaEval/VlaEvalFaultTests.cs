using System.Net.WebSockets;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class VlaEvalFaultTests() : RemoteFaultContract(new VlaEvalWire())
{
    [Test]
    public async Task Error_IsTheFaultOfThePolicy()
    {
        var error = VlaEvalMessage.Failure("observation_failed: KeyError: 'wrist'", seq: 0).Encode(time: 0).ToArray();
        await using var server = await VlaEvalWire.StartAsync((call, _, cancellation) => call.SendAsync(error, cancellation));

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("failed: observation_failed: KeyError: 'wrist'"));
    }

    [Test]
    public async Task AnswerToAnotherQuestion_IsTheFaultOfThePolicy()
    {
        // Sent by hand, so that nothing numbers it.
        await using var server = await RawSockets.StartAsync(greeting: null, (call, cancellation) =>
        {
            var message = VlaEvalMessage.Decode(new(IsText: false, call.Message));
            return message.Type switch
            {
                VlaEvalMessage.Hello => call.SendAsync(
                    (message with { Payload = new(("protocol_version", new WireValue.Integer(1))) }).Encode(time: 0).ToArray(),
                    cancellation
                ),
                VlaEvalMessage.Observation => call.SendAsync(VlaEvalWire.Action(new float[7], [7], message.Seq - 1), cancellation),
                _ => Task.CompletedTask,
            };
        });

        Assert.That(
            (await FaultAsync(server.Address)).Message,
            Does.Contain("'seq': expected the answer to message 3, found the one to 2")
        );
    }

    [Test]
    public async Task AnotherVersion_IsRefused()
    {
        await using var server = await RawSockets.StartAsync(greeting: null, (call, cancellation) =>
            call.SendAsync(
                new VlaEvalMessage(VlaEvalMessage.Hello, new(("protocol_version", new WireValue.Integer(2))), 1).Encode(time: 0).ToArray(),
                cancellation
            )
        );

        Assert.That(
            () => FaultAsync(server.Address),
            Throws
                .TypeOf<PolicyException>()
                .With.Message.Contains("another protocol than vla-eval's: protocol_version: expected 1, found 2")
        );
    }

    [TestCase("gripper", 1, "binary_close_positive", "action_spec.gripper.format: expected continuous_01, found binary_close_positive")]
    [TestCase("rotation", 3, "axis_angle", "action_spec.rotation.format: expected euler_xyz, found axis_angle")]
    [TestCase("rotation", 6, "rot6d_interleaved", "action_spec.rotation.dims: expected 3, found 6")]
    [TestCase("position", 3, "absolute_xyz", "action_spec.position.format: expected delta_xyz, found absolute_xyz")]
    [TestCase("base_motion", 4, "base_velocity3_torso1", "action_spec.base_motion: expected position, rotation and gripper")]
    public async Task ActionThatIsDeclaredOtherwise_IsRefused(string part, int dims, string format, string problem)
    {
        await using var server = await VlaEvalWire.StartAsync(
            (_, _, _) => Task.CompletedTask,
            ("action_spec", new WireValue.Map((part, Spec(dims, format))))
        );

        Assert.That(
            () => FaultAsync(server.Address),
            Throws
                .TypeOf<PolicyException>()
                .With.Message.Contains("does not fit the mapping 'widowx-vla-eval'")
                .And.Message.Contains(problem)
        );
    }

    [TestCase("state", 8, "eef_pos3_axisangle3_gripper2", "observation_spec.state.format: expected eef_pos3_quat4_gripper1")]
    [TestCase("state", 20, "rot6d_interleaved_proprio_20d", "observation_spec.state.dims: expected 8, found 20")]
    public async Task ObservationThatIsDeclaredOtherwise_IsRefused(string part, int dims, string format, string problem)
    {
        await using var server = await VlaEvalWire.StartAsync(
            (_, _, _) => Task.CompletedTask,
            ("observation_spec", new WireValue.Map((part, Spec(dims, format))))
        );

        Assert.That(() => FaultAsync(server.Address), Throws.TypeOf<PolicyException>().With.Message.Contains(problem));
    }

    [Test]
    public async Task WhatFitsOrSaysNothing_IsTaken()
    {
        await using var server = await VlaEvalWire.StartAsync(
            (call, _, cancellation) => call.SendAsync(VlaEvalWire.Action(new float[7], [7], 0), cancellation),
            (
                "action_spec",
                new WireValue.Map(("position", Spec(3, "delta_xyz")), ("rotation", Spec(3, "euler_xyz")), ("gripper", Spec(1, "raw")))
            ),
            ("observation_spec", new WireValue.Map(("image", Spec(0, "rgb_hwc_uint8")), ("state", Spec(0, "raw")), ("own", Spec(5, "own"))))
        );
        await using var policy = await Served.ConnectAsync(
            new VlaEvalWire(),
            Served.Settings(server.Address, Mapping),
            TimeProvider.System
        );
        await using var session = policy.BeginEpisode(Brief);

        Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Observation_HasThePictureAndTheState_AsTheMappingSays()
    {
        WireValue.Map? seen = null;
        await using var server = await VlaEvalWire.StartAsync(
            (call, message, cancellation) =>
            {
                seen = NestedKeys.Flatten(message.Payload);
                return call.SendAsync(VlaEvalWire.Action(new float[7], [7], 0), cancellation);
            }
        );
        await using var policy = await Served.ConnectAsync(
            new VlaEvalWire(),
            Served.Settings(server.Address, Mapping),
            TimeProvider.System
        );
        await using var session = policy.BeginEpisode(Brief);
        float[] state = [0, 0, 0, 0, 0, 0, 0.026f, 0.1f, 0.2f, 0.3f, 1, 0, 0, 0];
        await session.PredictAsync(Seen with { State = state }, Cancellation);

        Assert.That(seen!.Entries.Select(entry => entry.Key), Is.EquivalentTo(new[] { "images.primary", "states", "task_description" }));
        Assert.That(((WireValue.Numbers)seen["images.primary"]!).Value.ToString(), Is.EqualTo("|u1 [1, 2, 3]"));
        Assert.That(
            ((WireValue.Numbers)seen["states"]!).Value.ToSingles(),
            Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f, 1, 0, 0, 0, 0.5f }).Within(1e-6)
        );
    }

    [Test]
    public async Task Server_HandsOutWhatWasDecided_OneByOne_AndBeginsAnewWithAnEpisode()
    {
        var predictions = 0;
        var inner = new StillPolicy(Camera, actions: 3)
        {
            BeforeAnswer = _ =>
            {
                predictions++;
                return Task.CompletedTask;
            },
        };
        await using var served = await Served.StartAsync(new VlaEvalWire(), inner, Mapping);
        await using (var session = served.BeginEpisode(Brief))
        {
            for (var i = 0; i < 4; i++)
                await session.PredictAsync(Seen, Cancellation);
        }
        Assert.That(predictions, Is.EqualTo(2), "the fourth observation needed another prediction");

        await using (var session = served.BeginEpisode(Brief))
            await session.PredictAsync(Seen, Cancellation);
        Assert.That(predictions, Is.EqualTo(3), "another episode does not go on with what was decided in the last");
    }

    [Test]
    public async Task Server_GoesOnAfterAnObservationThatFailed()
    {
        await using var served = await Served.StartAsync(new VlaEvalWire(), new StillPolicy(Camera), Mapping);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(served.Server.Address, Cancellation);
        await using var socket = new MessageSocket(client, WireLimits.Default);
        async Task<VlaEvalMessage> AskAsync(WireValue.Map payload, long seq)
        {
            var message = new VlaEvalMessage(VlaEvalMessage.Observation, payload, seq);
            await socket.SendAsync(message.Encode(time: 0).ToArray(), isText: false, Cancellation);
            return VlaEvalMessage.Decode(await socket.ReceiveAsync(Cancellation));
        }

        var error = await AskAsync(new(), seq: 5);
        var action = await AskAsync(NestedKeys.Nest(Mapping.Request(Seen, "put it")), seq: 6);

        Assert.That((error.Type, error.Seq), Is.EqualTo((VlaEvalMessage.Error, 5L)));
        Assert.That(error.Reason, Does.StartWith("observation_failed: 'task_description': expected a text"));
        Assert.That((action.Type, action.Seq), Is.EqualTo((VlaEvalMessage.Action, 6L)));
        Assert.That(((WireValue.Numbers)action.Payload["actions"]!).Value.ToString(), Is.EqualTo("<f4 [7]"));
    }

    [Test]
    public async Task HealthAndConfig_AreAnswered()
    {
        await using var served = await Served.StartAsync(new VlaEvalWire(), new StillPolicy(Camera), Mapping);
        var address = new UriBuilder(served.Server.Address) { Scheme = "http" }.Uri;
        using var client = new HttpClient();

        Assert.That(await client.GetStringAsync(new Uri(address, "/health"), Cancellation), Is.EqualTo("{\"status\": \"ok\"}\n"));
        Assert.That(await client.GetStringAsync(new Uri(address, "/config"), Cancellation), Does.Contain("\"applied\": {}"));
        using var refused = await client.GetAsync(new Uri(address, "/config?max_batch_size=8"), Cancellation);
        Assert.That((int)refused.StatusCode, Is.EqualTo(422));
    }

    [TestCase("http://127.0.0.1:8000", "vla-eval needs the address of a server")]
    [TestCase("ws://127.0.0.1:8000?mapping=widowx-openpi", "mapping: expected one for vla-eval, 'widowx-openpi' is for openpi")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(
            () => new VlaEvalKind().Parse(locator, new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );

    private static WireValue.Map Spec(int dims, string format) =>
        new(("name", new WireValue.Text("x")), ("dims", new WireValue.Integer(dims)), ("format", new WireValue.Text(format)));
}
