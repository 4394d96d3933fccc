using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class XPolicyLabFaultTests() : RemoteFaultContract(new XPolicyLabWire())
{
    [Test]
    public async Task Error_IsTheFaultOfThePolicy()
    {
        await using var server = await XPolicyLabWire.StartAsync(
            (call, message, cancellation) =>
                call.SendAsync(message.Failure("infer_failed", "no such camera").Encode(default).ToArray(), cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.EndWith("failed: no such camera"));
    }

    [Test]
    public async Task AnswerToSomethingElse_IsTheFaultOfThePolicy()
    {
        await using var server = await XPolicyLabWire.StartAsync(
            (call, message, cancellation) =>
                call.SendAsync(message.Answer(XPolicyLabMessage.HeartbeatAck, new()).Encode(default).ToArray(), cancellation)
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.Contain("expected 'infer_result', found 'heartbeat_ack'"));
    }

    [Test]
    public async Task Trial_HasAName_ItsStepsAreCounted_AndItsEndIsTold()
    {
        var steps = new List<(string? Trial, long Step, bool HasPicture)>();
        await using var server = await XPolicyLabWire.StartAsync(
            (call, message, cancellation) =>
            {
                var seen = NestedKeys.Flatten((WireValue.Map)message.Payload["observation"]!);
                steps.Add((message.Trial, message.Step, seen["vision.cam_head.color"] is WireValue.Numbers));
                return call.SendAsync(new XPolicyLabWire().Answer(new float[7], 1, 7), cancellation);
            }
        );
        await using var policy = await Served.ConnectAsync(
            new XPolicyLabWire(),
            Served.Settings(server.Address, Mapping),
            TimeProvider.System
        );
        for (var episode = 0; episode < 2; episode++)
        {
            await using var session = policy.BeginEpisode(Brief);
            await session.PredictAsync(Seen, Cancellation);
            await session.PredictAsync(Seen, Cancellation);
        }

        Assert.That(steps.Select(step => step.Step), Is.EqualTo(new[] { 0, 1, 0, 1 }));
        Assert.That(steps.Select(step => step.HasPicture), Is.All.True);
        Assert.That(steps.Select(step => step.Trial).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Server_AnswersWhatIsNoObservation_AndGoesOnAfterWhatItDoesNotKnow()
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        await using var socket = await SocketDialing.DialAsync(Served.Settings(server.Address, Mapping), "xpolicylab", Cancellation);
        var observation = NestedKeys.Nest(Mapping.Request(Seen, "put it"));
        (string Type, WireValue.Map Payload, string Answer)[] conversation =
        [
            ("hello", new(), "hello_ack"),
            ("prepare_case", new(), "prepare_case_ack"),
            ("reset", new(), "reset_result"),
            ("fly", new(), "error"),
            ("infer", new(), "error"),
            ("heartbeat", new(), "heartbeat_ack"),
            ("infer", new(("observation", observation)), "infer_result"),
            ("trial_end", new(), "trial_end_ack"),
        ];
        foreach (var (type, payload, expected) in conversation)
        {
            var message = new XPolicyLabMessage(type, $"{type}-1", payload, "t");
            await socket.SendAsync(message.Encode(default).ToArray(), isText: false, Cancellation);
            var answer = XPolicyLabMessage.Decode(await socket.ReceiveAsync(Cancellation));
            Assert.That((answer.Type, answer.Id, answer.Trial), Is.EqualTo((expected, $"{type}-1", "t")));
        }
    }

    [Test]
    public void Locator_ThatIsNotUnderstood_IsRefused() =>
        Assert.That(
            () => new XPolicyLabKind().Parse("tcp://127.0.0.1:19000", new PolicyKinds()),
            Throws
                .TypeOf<LocatorException>()
                .With.Message.Contains("xpolicylab needs the address of a server, e.g. xpolicylab:ws://127.0.0.1:19000")
        );
}
