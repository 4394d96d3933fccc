using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class LeRobotFaultTests() : RemoteFaultContract(new LeRobotWire())
{
    [Test]
    public async Task Pickle_IsNeverRead()
    {
        await using var server = await LeRobotWire.StartAsync(
            (call, cancellation) => call.SendAsync([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'N', (byte)'.'], cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.Contain("this is a pickle, which could run a program, and is not read"));
    }

    [Test]
    public async Task NoActions_AreTheFaultOfThePolicy()
    {
        await using var server = await LeRobotWire.StartAsync((call, cancellation) => call.SendAsync([], cancellation));

        Assert.That(
            (await FaultAsync(server.Address)).Message,
            Does.EndWith("failed: it gives no actions for an observation; its log says why")
        );
    }

    [Test]
    public async Task ExceptionOfTheServer_IsTheFaultOfThePolicy()
    {
        await using var server = await LeRobotWire.StartAsync(
            (call, _) =>
            {
                call.Fail("2", "Exception calling application: no such policy");
                return Task.CompletedTask;
            }
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.EndWith("failed: Exception calling application: no such policy"));
    }

    [Test]
    public async Task ServerOfSomethingElse_IsRefused()
    {
        await using var server = await RawGrpc.StartAsync(
            (call, _) =>
            {
                call.Fail("12", "Method not found!");
                return Task.CompletedTask;
            }
        );

        Assert.That(
            () => Served.ConnectAsync(new LeRobotWire(), Served.Settings(server.Address, Mapping), TimeProvider.System),
            Throws.TypeOf<PolicyException>().With.Message.Contains("speaks another protocol than lerobot's")
        );
    }

    [Test]
    public async Task Server_IsToldOnceWhatToLoad_AndAskedInPieces()
    {
        var calls = new List<string>();
        WireValue.Map? setup = null;
        LeRobotPayload? seen = null;
        var pieces = new List<Transport.TransferState>();
        await using var server = await RawGrpc.StartAsync(
            (call, cancellation) =>
            {
                calls.Add(call.Method);
                switch (call.Method)
                {
                    case "SendPolicyInstructions":
                        var data = Transport.PolicySetup.Parser.ParseFrom(call.Messages.Single()).Data;
                        setup = LeRobotPayload.Decode(data.Memory, LeRobotPayload.Setup).Content;
                        break;
                    case "SendObservations":
                        var parts = call.Messages.Select(Transport.Observation.Parser.ParseFrom).ToArray();
                        pieces.AddRange(parts.Select(part => part.TransferState));
                        seen = LeRobotPayload.Decode(parts.SelectMany(part => part.Data).ToArray(), LeRobotPayload.Observation);
                        break;
                    case "GetActions":
                        return call.SendAsync(new LeRobotWire().Answer(new float[7], 1, 7), cancellation);
                }
                return call.SendAsync(new Transport.Empty(), cancellation);
            }
        );
        // Five million bytes are three pieces.
        var mapping = SomeMapping.Of("widowx-lerobot", ("size: 256x256", "size: 1000x1700"));
        var picture = new byte[1000 * 1700 * 3];
        var large = new Observation(0, [new(Conventions.MainCamera, 1000, 1700, picture, 0)], new float[14], null);
        await using var policy = await Served.ConnectAsync(
            new LeRobotWire(),
            Served.Settings(server.Address, mapping),
            TimeProvider.System
        );
        for (var episode = 0; episode < 2; episode++)
        {
            await using var session = policy.BeginEpisode(Brief);
            await session.PredictAsync(large, Cancellation);
        }

        Assert.That(
            calls,
            Is.EqualTo(
                new[]
                {
                    "Ready",
                    "Ready",
                    "SendPolicyInstructions",
                    "SendObservations",
                    "GetActions",
                    "Ready",
                    "SendObservations",
                    "GetActions",
                }
            )
        );
        Assert.That(
            pieces.Take(3),
            Is.EqualTo(
                new[] { Transport.TransferState.TransferBegin, Transport.TransferState.TransferMiddle, Transport.TransferState.TransferEnd }
            )
        );
        Assert.That(setup!["pretrained_name_or_path"], Is.EqualTo(new WireValue.Text("user/model")));
        Assert.That(((WireValue.Map)setup["lerobot_features"]!)["observation.images.image_0"], Is.InstanceOf<WireValue.Map>());
        Assert.That(seen!.Arrays["image_0"].ToString(), Is.EqualTo("|u1 [1700, 1000, 3]"));
        Assert.That(((WireValue.Map)seen.Content["scalar_data"]!)["task"], Is.EqualTo(new WireValue.Text("put it")));
        Assert.That(policy.Spec.Checkpoint, Is.EqualTo("act user/model"));
    }

    [TestCase("grpc://127.0.0.1", "lerobot needs the address of a server")]
    [TestCase("grpc://127.0.0.1:8080", "lerobot needs policy_type=")]
    [TestCase("grpc://127.0.0.1:8080?policy_type=act", "lerobot needs checkpoint=")]
    [TestCase("grpc://127.0.0.1:8080?policy_type=act&checkpoint=m&execute=8&actions=4", "actions: expected at least 8")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(
            () => new LeRobotKind().Parse(locator, new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );
}
