using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

public sealed class StarVlaFaultTests() : RemoteFaultContract(new StarVlaWire())
{
    // What starVLA's server answers to a question, to one that fails and to a ping; each as its own packer writes it.
    private const string Fails =
        "85a6737461747573a56572726f72a26f6bc2a474797065b0696e666572656e63655f726573756c74aa726571756573745f6964a764656661756c74a56572726f72"
        + "81a76d657373616765b26e6f20737563682073746174697374696373";

    private const string Pong = "84a6737461747573a26f6ba26f6bc3a474797065a470696e67aa726571756573745f6964a131";

    /// <summary>Two actions of float64, all 0.</summary>
    private const string AnswersBegin =
        "85a6737461747573a26f6ba26f6bc3a474797065b0696e666572656e63655f726573756c74aa726571756573745f6964a764656661756c74a46461746181a76163"
        + "74696f6e7384c40b5f5f6e6461727261795f5fc3c40464617461c470";

    private const string AnswersEnd = "c4056474797065a33c6638c405736861706593010207";

    // One picture of 2x1, as its own client asks.
    private const string Asks =
        "85a86578616d706c65739182a5696d6167659184c40b5f5f6e6461727261795f5fc3c40464617461c406010203040506c4056474797065a37c7531c40573686170"
        + "6593010203a46c616e67a6707574206974a9646f5f73616d706c65c2a87573655f6464696dc3ae6e756d5f6464696d5f73746570730aaa756e6e6f72"
        + "6d5f6b6579"
        + "aa6f78655f627269646765";

    private static string Answers => $"{AnswersBegin}{new string('0', 2 * 112)}{AnswersEnd}";

    private static readonly StarVlaVariant Variant = new("oxe_bridge");

    [Test]
    public void Question_IsWrittenAsTheyDo_AndReadAgain()
    {
        var request = Mapping.Request(
            new(0, [new(Conventions.MainCamera, 2, 1, new byte[] { 1, 2, 3, 4, 5, 6 }, 0)], new float[14], null),
            "put it"
        );

        Assert.That(
            MessagePackArrays.Encode(Variant.Question(request, session: null), ArrayDialect.OpenPi),
            Is.EqualTo(Convert.FromHexString(Asks))
        );
        var (seen, instruction) = Mapping.ReadRequest(Variant.Read(Decode(Asks)).Observation);
        Assert.That(seen.Images[0].Rgb.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(instruction, Is.EqualTo("put it"));
    }

    [Test]
    public void Answer_IsReadAndWrittenAsTheyDo()
    {
        var twice = SomeMapping.Of("widowx-starvla", ("gripper: {closed: 0, open: 1, threshold: 0.5}", "gripper: {closed: 0, open: 1}"));
        Assert.That(Variant.Failure(Decode(Answers)), Is.Null);
        Assert.That(Variant.Failure(Decode(Fails)), Is.EqualTo("no such statistics"));
        Assert.That(twice.ReadAnswer(Variant.Actions(Decode(Answers))).Count, Is.EqualTo(1));

        var question = Variant.Read(Decode(Asks));
        Assert.That(Encoded(Variant.Failed(question, "no such statistics")), Is.EqualTo(Convert.FromHexString(Fails)));
        var answer = (WireValue.Map)Variant.Answer(question, twice, new(new float[] { 0, 0, 0, 0, 0, 0, -1 }, 7), new());
        var actions = ((WireValue.Numbers)((WireValue.Map)answer["data"]!)["actions"]!).Value;
        Assert.That(actions.ToString(), Is.EqualTo("<f4 [1, 1, 7]"));
        // Besides the number and type of its actions it is theirs.
        Assert.That(
            Encoded(new WireValue.Map([.. answer.Entries[..^1]]))[1..],
            Is.EqualTo(Convert.FromHexString(Answers)[1..(Encoded(new WireValue.Map([.. answer.Entries[..^1]])).Length)])
        );
        Assert.That(Variant.Read(Ping()).Answer!.Value.Content.ToArray(), Is.EqualTo(Convert.FromHexString(Pong)));
    }

    [Test]
    public async Task Error_IsTheFaultOfThePolicy()
    {
        await using var server = await RawSockets.StartAsync(OpenPiWire.Nothing, (call, cancellation) =>
            call.SendAsync(Convert.FromHexString(Fails), cancellation)
        );

        Assert.That((await FaultAsync(server.Address)).Message, Does.EndWith("failed: no such statistics"));
    }

    [TestCase("training_obs_image_size", "training_obs_image_size: expected [1, 2], found [9, 9]")]
    [TestCase("action_chunk_size", "action_chunk_size: expected at least 1, found 0")]
    [TestCase("available_unnorm_keys", "available_unnorm_keys: expected one, or a choice among them, found a, b; unnorm_key=NAME")]
    public void WhatIsDeclaredOtherwise_IsNamed(string field, string problem)
    {
        WireValue value = field switch
        {
            "training_obs_image_size" => new WireValue.Sequence([new WireValue.Integer(9), new WireValue.Integer(9)]),
            "action_chunk_size" => new WireValue.Integer(0),
            _ => new WireValue.Sequence([new WireValue.Text("a"), new WireValue.Text("b")]),
        };

        Assert.That(new StarVlaVariant(unnormKey: null).Problems(new((field, value)), Mapping), Is.EqualTo(new[] { problem }));
    }

    [Test]
    public void StatisticsThatAreChosenThere_NeedNoName() =>
        Assert.That(
            new StarVlaVariant(unnormKey: null).Problems(
                new(
                    ("available_unnorm_keys", new WireValue.Sequence([new WireValue.Text("a"), new WireValue.Text("b")])),
                    ("default_unnorm_key", new WireValue.Text("a"))
                ),
                Mapping
            ),
            Is.Empty
        );

    [Test]
    public void BatchOfTwo_IsRefused()
    {
        var example = new WireValue.Map();
        Assert.That(
            () => Variant.Read(new WireValue.Map(("examples", new WireValue.Sequence([example, example])))),
            Throws.TypeOf<WireException>().With.Message.Contains("'examples': expected a list of one map, found a list of 2")
        );
    }

    private static WireValue Decode(string dump) => MessagePackArrays.Decode(Convert.FromHexString(dump), WireLimits.Default);

    private static byte[] Encoded(WireValue value) => MessagePackArrays.Encode(value, ArrayDialect.OpenPi);

    private static WireValue.Map Ping() => new(("type", new WireValue.Text("ping")), ("request_id", new WireValue.Text("1")));
}
