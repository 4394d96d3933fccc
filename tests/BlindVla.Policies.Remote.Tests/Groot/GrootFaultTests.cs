using BlindVla.Core;
using NetMQ;
using NetMQ.Sockets;

namespace BlindVla.Policies.Remote.Tests;

public sealed class GrootFaultTests() : RemoteFaultContract(new GrootWire())
{
    private readonly GrootWire _wire = new();

    /// <summary>ZeroMQ hangs up on whoever sends more than it takes, and does not say why.</summary>
    [Test]
    public override async Task OversizedAnswer_IsTheFaultOfThePolicy()
    {
        await using var server = GrootWire.Start(
            (call, cancellation) => call.SendAsync(new byte[WireLimits.Default.MaxBytes + 1], cancellation)
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Lost));
        Assert.That(fault.Message, Does.Contain("was lost: the connection was closed"));
    }

    [Test]
    public async Task Error_IsTheFaultOfThePolicy_AndTheFirstIsTold()
    {
        var asked = 0;
        await using var server = GrootWire.Start(
            (call, _) =>
            {
                call.Send(new WireValue.Map(("error", new WireValue.Text($"no such key {++asked}"))));
                return Task.CompletedTask;
            }
        );

        var fault = await FaultAsync(server.Address);

        Assert.That(fault.Fault, Is.EqualTo(PolicyFault.Failed));
        Assert.That(fault.Message, Does.EndWith("failed: no such key 1"));
        Assert.That(asked, Is.EqualTo(2), "in the other codec, too");
    }

    [Test]
    public async Task RawError_OfOlderServers_IsTheFaultOfThePolicy()
    {
        await using var server = GrootWire.Start((call, cancellation) => call.SendAsync("ERROR"u8.ToArray(), cancellation));

        Assert.That((await FaultAsync(server.Address)).Message, Does.Contain("failed: it answers ERROR; its log says why"));
    }

    [Test]
    public async Task AnswerInSeveralFrames_IsTheFaultOfThePolicy()
    {
        await using var server = GrootWire.Start(
            (call, _) =>
            {
                call.SendParts([1], [2]);
                return Task.CompletedTask;
            }
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.Contain("expected an answer in one frame, found several"));
    }

    /// <summary>Silence would be waited for.</summary>
    [TestCase(true, 2)]
    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task Question_InOtherFrames_IsAnsweredWithAnError(bool isRequest, int frames)
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);
        using var socket = new DealerSocket();
        socket.Connect($"tcp://{server.Address.Host}:{server.Address.Port}");
        var question = new NetMQMessage(
            (byte[][])
                [
                    .. isRequest
                        ? (byte[][])
                            [
                                [],
                            ]
                        : [],
                    .. Enumerable.Range(0, frames).Select(i => new byte[] { (byte)i }),
                ]
        );

        socket.SendMultipartMessage(question);
        var answer = new NetMQMessage();
        Assert.That(socket.TryReceiveMultipartMessage(TimeSpan.FromSeconds(20), ref answer!), "an answer");

        Assert.That(answer.FrameCount, Is.EqualTo(isRequest ? 2 : 1));
        var said = (WireValue.Map)MessagePackArrays.Decode(answer.Last.ToByteArray(), WireLimits.Default);
        Assert.That(
            ((WireValue.Text)said["error"]!).Value,
            Does.Contain($"expected a question in one frame").And.EndWith($"found {frames}")
        );
    }

    [Test]
    public async Task Socket_ThatLostAnAnswer_IsGivenUp()
    {
        using var asked = new SemaphoreSlim(0);
        await using var server = GrootWire.Start(
            (_, _) =>
            {
                asked.Release();
                return Task.CompletedTask;
            }
        );
        await using var questions = new ZmqQuestions(server.Address, WireLimits.Default);
        var question = MessagePackArrays.Encode(new WireValue.Map(("endpoint", new WireValue.Text("get_action"))), ArrayDialect.Npy);
        using var late = new CancellationTokenSource();
        var lost = questions.AskAsync(question, late.Token);
        await asked.WaitAsync(Cancellation);
        await late.CancelAsync();

        Assert.That(() => lost, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => questions.AskAsync(question, Cancellation),
            Throws.TypeOf<IOException>().With.Message.EqualTo("an answer came too late")
        );
    }

    [Test]
    public async Task Codec_IsFoundOut_AndKept()
    {
        var codecs = new List<string>();
        await using var server = GrootWire.Start(
            (call, cancellation) =>
            {
                var isNpy = call.Bytes.AsSpan().IndexOf("__ndarray_class__"u8) >= 0;
                codecs.Add(isNpy ? "npy" : "msgpack-numpy");
                if (!isNpy)
                    return call.SendAsync(_wire.Answer(new float[7], 1, 7), cancellation);
                call.Send(new WireValue.Map(("error", new WireValue.Text("a map is no array"))));
                return Task.CompletedTask;
            }
        );
        await using var policy = await Served.ConnectAsync(_wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);

        await session.PredictAsync(Seen, Cancellation);
        await session.PredictAsync(Seen, Cancellation);

        Assert.That(codecs, Is.EqualTo(new[] { "npy", "msgpack-numpy", "msgpack-numpy" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Observation_IsABatchOfOne(bool isNested)
    {
        WireValue.Map? seen = null;
        var wire = new GrootWire(ArrayDialect.Npy, isNested ? GrootLayout.Nested : GrootLayout.Flat);
        await using var server = GrootWire.Start(
            (call, cancellation) =>
            {
                seen = (WireValue.Map)((WireValue.Map)call.Request["data"]!)["observation"]!;
                return call.SendAsync(wire.Answer(new float[7], 1, 7), cancellation);
            }
        );
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);
        await session.PredictAsync(Seen, Cancellation);

        const string Task = "annotation.human.action.task_description";
        var flat = isNested ? NestedKeys.Flatten(seen!, levels: 1) : seen!;
        Assert.That(((WireValue.Numbers)flat["video.image_0"]!).Value.ToString(), Is.EqualTo("|u1 [1, 1, 1, 2, 3]"));
        Assert.That(((WireValue.Numbers)flat["state.gripper"]!).Value.ToString(), Is.EqualTo("<f4 [1, 1, 1]"));
        var text = ((WireValue.Sequence)flat[isNested ? $"language.{Task}" : Task]!).Items[0];
        Assert.That(isNested ? ((WireValue.Sequence)text).Items[0] : text, Is.EqualTo(new WireValue.Text("put it")));
        Assert.That(flat.Entries, Has.Length.EqualTo(1 + 8 + 1));
    }

    [Test]
    public async Task OlderObservation_IsAllThatIsAsked_AndHasNoBatch()
    {
        WireValue.Map? seen = null;
        var wire = new GrootWire(ArrayDialect.Npy, GrootLayout.Older);
        await using var server = GrootWire.Start(
            (call, _) =>
            {
                seen = (WireValue.Map)call.Request["data"]!;
                // As its server answers sixteen actions: what has length 1 is left out.
                string[] keys = ["x", "y", "z", "roll", "pitch", "yaw", "gripper"];
                call.Send(
                    new WireValue.Map([
                        .. keys.Select(key =>
                            KeyValuePair.Create($"action.{key}", (WireValue)new WireValue.Numbers(NumericArray.Of(new float[16], 16)))
                        ),
                    ])
                );
                return Task.CompletedTask;
            }
        );
        await using var policy = await Served.ConnectAsync(wire, Served.Settings(server.Address, Mapping), TimeProvider.System);
        await using var session = policy.BeginEpisode(Brief);

        Assert.That((await session.PredictAsync(Seen, Cancellation)).Count, Is.EqualTo(1));

        Assert.That(((WireValue.Numbers)seen!["video.image_0"]!).Value.ToString(), Is.EqualTo("|u1 [1, 1, 2, 3]"));
        Assert.That(((WireValue.Numbers)seen["state.gripper"]!).Value.ToString(), Is.EqualTo("<f4 [1, 1]"));
        Assert.That(
            ((WireValue.Sequence)seen["annotation.human.action.task_description"]!).Items,
            Is.EqualTo(new WireValue[] { new WireValue.Text("put it") })
        );
        Assert.That(seen.Entries, Has.Length.EqualTo(1 + 8 + 1));
    }

    [TestCase("video", "image_1", 1, "video.modality_keys: expected image_0, found image_1")]
    [TestCase("video", "image_0", 2, "video.delta_indices: expected one time, now, found 2")]
    [TestCase("state", "x y z", 1, "state.modality_keys: expected x, y, z, roll, pitch, yaw, pad, gripper, found x, y, z")]
    [TestCase("language", "task", 1, "language.modality_keys: expected annotation.human.action.task_description, found task")]
    [TestCase("action", "x y z", 8, "action.modality_keys: expected x, y, z, roll, pitch, yaw, gripper, found x, y, z")]
    [TestCase("action", "x y z roll pitch yaw gripper base", 0, "action.delta_indices: expected at least 1 actions, found 0")]
    public async Task ModalityThatIsDeclaredOtherwise_IsRefused(string modality, string keys, int times, string problem)
    {
        foreach (var isText in new[] { false, true })
        {
            var config = new WireValue.Map(
                ("delta_indices", new WireValue.Sequence([.. Enumerable.Range(0, times).Select(time => new WireValue.Integer(time))])),
                ("modality_keys", new WireValue.Sequence([.. keys.Split(' ').Select(key => new WireValue.Text(key))]))
            );
            var declared = new WireValue.Map(
                ("__ModalityConfig_class__", new WireValue.Flag(true)),
                ("as_json", isText ? new WireValue.Text(JsonArrays.Text(config)) : config)
            );
            await using var server = GrootWire.Start((_, _) => Task.CompletedTask, new((modality, declared)));

            Assert.That(
                () => FaultAsync(server.Address),
                Throws
                    .TypeOf<PolicyException>()
                    .With.Message.Contains("does not fit the mapping 'widowx-groot'")
                    .And.Message.Contains(problem)
            );
        }
    }

    [Test]
    public async Task Server_AnswersManyAtATime_ObeysNoKill_AndNoBatchOfTwo()
    {
        using var both = new CountdownEvent(2);
        var inner = new StillPolicy(Camera)
        {
            // Each waits for the other: side by side or never.
            BeforeAnswer = cancellation =>
                Task.Run(
                    () =>
                    {
                        if (!both.IsSet)
                            both.Signal();
                        both.Wait(cancellation);
                    },
                    cancellation
                ),
        };
        await using var served = await Served.StartAsync(_wire, inner, Mapping);
        await using var one = served.BeginEpisode(Brief);
        await using var other = served.BeginEpisode(Brief);

        var chunks = await Task.WhenAll(one.PredictAsync(Seen, Cancellation).AsTask(), other.PredictAsync(Seen, Cancellation).AsTask());
        Assert.That(chunks.Select(chunk => chunk.Count), Is.EqualTo(new[] { 1, 1 }));

        await using var questions = new ZmqQuestions(served.Server.Address, WireLimits.Default);
        Assert.That(await ErrorAsync(questions, new(("endpoint", new WireValue.Text("kill")))), Does.StartWith("'kill' is not obeyed"));
        Assert.That(await ErrorAsync(questions, new(("endpoint", new WireValue.Text("fly")))), Is.EqualTo("Unknown endpoint: fly"));
        var two = new WireValue.Map(("video.image_0", new WireValue.Numbers(NumericArray.Of(new byte[12], 2, 1, 1, 2, 3))));
        Assert.That(
            await ErrorAsync(questions, new(("data", new WireValue.Map(("observation", two))))),
            Does.Contain("'video.image_0': expected one robot at one time")
        );
    }

    [TestCase("ws://127.0.0.1:5555", "groot needs the address of a server, e.g. groot:tcp://127.0.0.1:5555")]
    [TestCase("tcp://127.0.0.1", "groot needs the address of a server")]
    [TestCase("tcp://127.0.0.1:5555?codec=pickle", "codec: expected auto or npy or msgpack-numpy, found 'pickle'")]
    [TestCase("tcp://127.0.0.1:5555?layout=batched", "layout: expected nested or flat or n1.5, found 'batched'")]
    public void Locator_ThatIsNotUnderstood_IsRefused(string locator, string reason) =>
        Assert.That(
            () => new GrootKind().Parse(locator, new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );

    private static async Task<string> ErrorAsync(ZmqQuestions questions, WireValue.Map request)
    {
        var answer = await questions.AskAsync(MessagePackArrays.Encode(request, ArrayDialect.Npy), Cancellation);
        return ((WireValue.Text)((WireValue.Map)MessagePackArrays.Decode(answer, WireLimits.Default))["error"]!).Value;
    }
}
