using System.Text;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>What vla-eval's own package writes, and what is refused.</summary>
internal sealed class VlaEvalMessageTests
{
    // An observation with a picture of 3x2 as PNG, and an action, as its pack_message writes them.
    private const string Observation =
        "84a474797065ab6f62736572766174696f6ea77061796c6f616483a6696d6167657381a77072696d61727984a95f5f696d6167655f5fc3a6666f726d6174"
        + "a3706e67a464617461c45089504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000001749444154789c6364e09552575757"
        + "575767292d2d85b0001d760360723241290000000049454e44ae426082a5736861706593020303b07461736b5f6465736372697074696f6ea67075742069"
        + "74a673746174657384ab5f5f6e6461727261795f5fc3a464617461c420000000000000803f0000004000004040000080400000a0400000c0400000e040a5"
        + "6474797065a33c6634a573686170659108a373657103a974696d657374616d70cb3ff8000000000000";

    private const string Action =
        "84a474797065a6616374696f6ea77061796c6f616481a7616374696f6e7384ab5f5f6e6461727261795f5fc3a464617461c41c0000003f00000000000000"
        + "000000000000000000000000000000803fa56474797065a33c6634a573686170659107a373657103a974696d657374616d70cb3ff8000000000000";

    private const string Raw =
        "85a95f5f696d6167655f5fc3a6666f726d6174a3726177a464617461c412000d1a2734414e5b6875828f9ca9b6c3d0dda56474797065a37c7531a5736861"
        + "706593020303";

    private static readonly byte[] Rgb = [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 13))];

    [Test]
    public void Observation_OfTheirs_IsRead()
    {
        var message = Decode(Observation);
        var payload = NestedKeys.Flatten(message.Payload);

        Assert.That((message.Type, message.Seq), Is.EqualTo((VlaEvalMessage.Observation, 3L)));
        Assert.That(((WireValue.Numbers)payload["images.primary"]!).Value.Data.ToArray(), Is.EqualTo(Rgb));
        Assert.That(((WireValue.Numbers)payload["images.primary"]!).Value.ToString(), Is.EqualTo("|u1 [2, 3, 3]"));
        Assert.That(((WireValue.Text)payload["task_description"]!).Value, Is.EqualTo("put it"));
        Assert.That(((WireValue.Numbers)payload["states"]!).Value.ToSingles(), Is.EqualTo(new float[] { 0, 1, 2, 3, 4, 5, 6, 7 }));
    }

    [Test]
    public void Picture_ComesBack_AsAPng()
    {
        var message = Decode(Observation);

        var written = message.Encode(time: 1.5);

        Assert.That(Encoding.Latin1.GetString(written.Span), Does.Contain("__image__").And.Contain("\x89PNG"));
        Assert.That(Picture(VlaEvalMessage.Decode(new(IsText: false, written)).Payload).ToArray(), Is.EqualTo(Rgb));
    }

    [Test]
    public void Action_IsWrittenAsTheyDo() =>
        Assert.That(
            VlaEvalWire.Action([0.5f, 0, 0, 0, 0, 0, 1], [7], seq: 3),
            Is.EqualTo(Convert.FromHexString(Action.Replace("3ff8000000000000", "0000000000000000", StringComparison.Ordinal)))
        );

    [Test]
    public void RawPicture_IsRead() =>
        Assert.That(((WireValue.Numbers)VlaEvalImages.Decode(Value(Raw))).Value.Data.ToArray(), Is.EqualTo(Rgb));

    [TestCase("data", null, "'data': expected bytes")]
    [TestCase("format", "bmp", "expected png, jpeg or raw, found the text 'bmp'")]
    [TestCase("dtype", "<f4", "expected |u1")]
    [TestCase("shape", "2", "expected height, width and channels")]
    public void Picture_ThatIsNone_IsRefused(string key, string? text, string reason)
    {
        var picture = (WireValue.Map)Value(Raw);
        WireValue other = text is null ? new WireValue.Nothing() : new WireValue.Text(text);
        var changed = new WireValue.Map([.. picture.Entries.Select(entry => entry.Key == key ? KeyValuePair.Create(key, other) : entry)]);

        Assert.That(() => VlaEvalImages.Decode(changed), Throws.TypeOf<WireException>().With.Message.Contains(reason));
    }

    [Test]
    public void Pictures_ThatUnpackToMoreThanAMessageMayHold_AreRefused()
    {
        var large = Image(8192, 2731, Array.Empty<byte>());

        Assert.That(
            () => VlaEvalImages.Decode(large),
            Throws.TypeOf<WireException>().With.Message.Contains("pictures of at most 67108864 bytes")
        );
    }

    [Test]
    public void Picture_OfAnotherSizeThanItSays_IsRefused()
    {
        var png = (
            (WireValue.Binary)((WireValue.Map)VlaEvalImages.Encode(new WireValue.Numbers(NumericArray.Of(Rgb, 2, 3, 3))))["data"]!
        ).Value;

        Assert.That(
            () => VlaEvalImages.Decode(Image(3, 2, png)),
            Throws.TypeOf<WireException>().With.Message.EqualTo("a picture of 2x3 pixels: found one of 3x2")
        );
    }

    [TestCase("80", "'type': expected hello")]
    [TestCase("81a474797065a3627965", "found the text 'bye'")]
    [TestCase("81a474797065a568656c6c6f", "'seq': expected a whole number")]
    [TestCase("82a474797065a568656c6c6fa373657101", "'payload': expected a map")]
    public void Message_ThatIsNone_IsRefused(string dump, string reason) =>
        Assert.That(() => Decode(dump), Throws.TypeOf<WireException>().With.Message.Contains(reason));

    private static WireValue.Map Image(int height, int width, ReadOnlyMemory<byte> png) =>
        new(
            ("__image__", new WireValue.Flag(true)),
            ("format", new WireValue.Text("png")),
            ("data", new WireValue.Binary(png)),
            ("shape", new WireValue.Sequence([new WireValue.Integer(height), new WireValue.Integer(width), new WireValue.Integer(3)]))
        );

    private static ReadOnlyMemory<byte> Picture(WireValue.Map payload) =>
        ((WireValue.Numbers)NestedKeys.Flatten(payload)["images.primary"]!).Value.Data;

    private static WireValue Value(string dump) => MessagePackArrays.Decode(Convert.FromHexString(dump), WireLimits.Default);

    private static VlaEvalMessage Decode(string dump) => VlaEvalMessage.Decode(new(IsText: false, Convert.FromHexString(dump)));
}
