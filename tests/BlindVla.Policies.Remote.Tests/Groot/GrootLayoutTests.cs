namespace BlindVla.Policies.Remote.Tests;

/// <summary>What GR00T's own serializer writes, both ways.</summary>
internal sealed class GrootLayoutTests
{
    private const string Npy =
        "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028312c20";

    private const string Blanks =
        "2c2031292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a";

    // An observation of one state and one instruction, and an answer of two actions.
    private const string Question =
        "82a8656e64706f696e74aa6765745f616374696f6ea46461746182ab6f62736572766174696f6e82a5737461746581a17882b15f5f6e6461727261795f636c61"
        + $"73735f5fc3a661735f6e7079c484{Npy}31{Blanks}0000c03fa86c616e677561676581a47461736b9191a6707574206974a76f7074696f6e73c0";

    private const string Answer = $"9281a17882b15f5f6e6461727261795f636c6173735f5fc3a661735f6e7079c488{Npy}32{Blanks}0000003f0000803f80";

    private const string Modalities =
        "81a5766964656f82b85f5f4d6f64616c697479436f6e6669675f636c6173735f5fc3a761735f6a736f6e85ad64656c74615f696e64696365739100ad6d6f6461"
        + "6c6974795f6b65797391a7696d6167655f30b673696e5f636f735f656d62656464696e675f6b657973c0b76d65616e5f7374645f656d62656464696e675f6b65"
        + "7973c0ae616374696f6e5f636f6e66696773c0";

    [Test]
    public void Question_IsWrittenAsTheyDo()
    {
        var request = new WireValue.Map(
            ("state.x", new WireValue.Numbers(NumericArray.Of([1.5f], 1))),
            ("language.task", new WireValue.Text("put it"))
        );
        var data = new WireValue.Map(
            ("observation", GrootLayout.Observation(request, GrootLayout.Nested)),
            ("options", new WireValue.Nothing())
        );
        var question = new WireValue.Map(("endpoint", new WireValue.Text("get_action")), ("data", data));

        Assert.That(MessagePackArrays.Encode(question, ArrayDialect.Npy), Is.EqualTo(Convert.FromHexString(Question)));
        var read = GrootLayout.ReadQuestion((WireValue.Map)((WireValue.Map)Decode(Question))["data"]!);
        Assert.That(read.Layout, Is.EqualTo(GrootLayout.Nested));
        Assert.That(((WireValue.Numbers)read.Request["state.x"]!).Value.ToString(), Is.EqualTo("<f4 [1]"));
        Assert.That(read.Request["language.task"], Is.EqualTo(new WireValue.Text("put it")));
    }

    [Test]
    public void Answer_IsReadAndWrittenAsTheyDo()
    {
        var actions = GrootLayout.ReadActions(Decode(Answer));

        var array = ((WireValue.Numbers)actions["action.x"]!).Value;
        Assert.That(array.ToString(), Is.EqualTo("<f4 [2, 1]"));
        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 0.5f, 1 }));
        Assert.That(
            MessagePackArrays.Encode(GrootLayout.Actions(actions, GrootLayout.Nested), ArrayDialect.Npy),
            Is.EqualTo(Convert.FromHexString(Answer))
        );
    }

    [Test]
    public void Modalities_AreDeclaredAsTheyDo()
    {
        var mapping = SomeMapping.Of("widowx-groot");
        var video = new WireValue.Map(("video", GrootModalities.Of(mapping, actions: 8)["video"]!));

        Assert.That(MessagePackArrays.Encode(video, ArrayDialect.Npy), Is.EqualTo(Convert.FromHexString(Modalities)));
        Assert.That(GrootModalities.Problems((WireValue.Map)Decode(Modalities), mapping), Is.Empty);
        Assert.That(GrootModalities.Problems(GrootModalities.Of(mapping, actions: 8), mapping), Is.Empty);
    }

    [Test]
    public void Modalities_OfOlderServers_HaveTheirNameBeforeTheirKeys()
    {
        var mapping = SomeMapping.Of("widowx-groot");
        var config = new WireValue.Text("""{"delta_indices": [0], "modality_keys": ["video.image_0"]}""");
        var video = new WireValue.Map(("__ModalityConfig_class__", new WireValue.Flag(Value: true)), ("as_json", config));

        Assert.That(GrootModalities.Problems(new(("video", video)), mapping), Is.Empty);
        Assert.That(GrootModalities.Problems(new(("state", video)), mapping), Has.Length.EqualTo(1));
    }

    private static WireValue Decode(string dump) => MessagePackArrays.Decode(Convert.FromHexString(dump), WireLimits.Default);
}
