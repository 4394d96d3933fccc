namespace BlindVla.Policies.Remote.Tests;

/// <summary>What XPolicyLab's own codec and server write, both ways.</summary>
internal sealed class XPolicyLabMessageTests
{
    private const string Asks =
        "89ac6d6573736167655f74797065a5696e666572ad6576616c756174696f6e5f6964a8626c696e64766c61ae616374696f6e5f636173655f6964c0a874726961"
        + "6c5f6964a174ac7265706561745f696e646578c0a47374657001a773656e745f6174d920323032362d30312d30325430333a30343a30352e3637383930312b30"
        + "303a3030aa6d6573736167655f6964a133a77061796c6f616481ab6f62736572766174696f6e82ab696e737472756374696f6ea6707574206974a57374617465"
        + "81ae65655f6a6f696e745f737461746585c4026e64c3c40474797065a33c6634c4046b696e64c400c40573686170659101c40464617461c4040000c03f";

    // Two actions.
    private const string Answers =
        "89ac6d6573736167655f74797065ac696e6665725f726573756c74ad6576616c756174696f6e5f6964a8626c696e64766c61ae616374696f6e5f636173655f69"
        + "64c0a8747269616c5f6964a174ac7265706561745f696e646578c0a47374657001a773656e745f6174d920323032362d30312d30325430333a30343a30352e36"
        + "37383930312b30303a3030aa6d6573736167655f6964a133a77061796c6f616482a7616374696f6e739281a765655f706f736585c4026e64c3c40474797065a3"
        + "3c6634c4046b696e64c400c40573686170659102c40464617461c4080000803f0000004081a765655f706f736585c4026e64c3c40474797065a33c6634c4046b"
        + "696e64c400c40573686170659102c40464617461c4080000404000008040aa6c6174656e63795f6d73cb0000000000000000";

    private const string Fails =
        "89ac6d6573736167655f74797065a56572726f72ad6576616c756174696f6e5f6964a8626c696e64766c61ae616374696f6e5f636173655f6964c0a874726961"
        + "6c5f6964a174ac7265706561745f696e646578c0a47374657001a773656e745f6174d920323032362d30312d30325430333a30343a30352e3637383930312b30"
        + "303a3030aa6d6573736167655f6964a133a77061796c6f616483a4636f6465ad696e76616c69645f6672616d65a76d657373616765d921696e66657220706179"
        + "6c6f6164206d697373696e67206f62736572766174696f6ea764657461696c7380";

    private const string HelloAck =
        "89ac6d6573736167655f74797065a968656c6c6f5f61636bad6576616c756174696f6e5f6964a8626c696e64766c61ae616374696f6e5f636173655f6964c0a8"
        + "747269616c5f6964a174ac7265706561745f696e646578c0a47374657001a773656e745f6174d920323032362d30312d30325430333a30343a30352e36373839"
        + "30312b30303a3030aa6d6573736167655f6964a133a77061796c6f616482a26f6bc3a6736572766572b264656d6f5f706f6c6963795f736572766572";

    private static readonly DateTimeOffset Then = DateTimeOffset.Parse(
        "2026-01-02T03:04:05.678901+00:00",
        System.Globalization.CultureInfo.InvariantCulture
    );

    [Test]
    public void Question_IsWrittenAsTheyDo_AndReadAgain()
    {
        var observation = NestedKeys.Nest(
            new(("instruction", new WireValue.Text("put it")), ("state.ee_joint_state", new WireValue.Numbers(NumericArray.Of([1.5f], 1))))
        );
        var message = new XPolicyLabMessage(XPolicyLabMessage.Infer, "3", new(("observation", observation)), "t", Step: 1);

        Assert.That(message.Encode(Then).ToArray(), Is.EqualTo(Convert.FromHexString(Asks)));
        var read = Decode(Asks);
        Assert.That((read.Type, read.Id, read.Trial, read.Step), Is.EqualTo((XPolicyLabMessage.Infer, "3", "t", 1L)));
        Assert.That(read.Encode(Then).ToArray(), Is.EqualTo(Convert.FromHexString(Asks)));
    }

    [Test]
    public void Answer_IsReadAndWrittenAsTheyDo()
    {
        var mapping = SomeMapping.Of("widowx-xpolicylab").Action with { Keys = [new("ee_pose", 2)] };
        var answer = Decode(Answers);

        var actions = XPolicyLabActions.Read(answer.Payload["actions"], mapping);

        var array = ((WireValue.Numbers)actions["ee_pose"]!).Value;
        Assert.That(array.ToString(), Is.EqualTo("<f4 [2, 2]"));
        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1f, 2, 3, 4 }));
        var written = Decode(Asks)
            .Answer(
                XPolicyLabMessage.InferResult,
                new(("actions", XPolicyLabActions.Write(actions, count: 2)), ("latency_ms", new WireValue.Real(0)))
            );
        Assert.That(written.Encode(Then).ToArray(), Is.EqualTo(Convert.FromHexString(Answers)));
    }

    [Test]
    public void Error_IsReadAndWrittenAsTheyDo()
    {
        Assert.That(Decode(Fails).Reason, Is.EqualTo("infer payload missing observation"));
        Assert.That(
            Decode(Asks).Failure("invalid_frame", "infer payload missing observation").Encode(Then).ToArray(),
            Is.EqualTo(Convert.FromHexString(Fails))
        );
        Assert.That(Decode(HelloAck).Payload["server"], Is.EqualTo(new WireValue.Text("demo_policy_server")));
    }

    [TestCase("80", "'message_type': expected a text, found no such key")]
    [TestCase("90", "expected a map of message_type, message_id and payload, found a list of 0")]
    public void WhatIsNoMessage_IsRefused(string dump, string reason) =>
        Assert.That(() => Decode(dump), Throws.TypeOf<WireException>().With.Message.Contains(reason));

    private static XPolicyLabMessage Decode(string dump) => XPolicyLabMessage.Decode(new(IsText: false, Convert.FromHexString(dump)));
}
