using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>The bytes that Python's own encoders write, both ways, and what is refused.</summary>
internal sealed class MessagePackArraysTests
{
    private const string Npy =
        "934e554d5059 0100 7600 7b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c2027"
        + "7368617065273a2028312c2032292c207d"
        + "20202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
        + "0a 0000803f00000040";

    private static readonly TestCaseData[] Dumps =
    [
        new(
            ArrayDialect.OpenPi,
            "84 c40b5f5f6e6461727261795f5f c3 c40464617461 c4080000803f00000040 c4056474797065 a33c6634 c4057368617065 920102"
        ),
        new(
            ArrayDialect.VlaEval,
            "84 ab5f5f6e6461727261795f5f c3 a464617461 c4080000803f00000040 a56474797065 a33c6634 a57368617065 920102"
        ),
        new(
            ArrayDialect.MsgpackNumpy,
            "85 c4026e64 c3 c40474797065 a33c6634 c4046b696e64 c400 c4057368617065 920102 c40464617461 c4080000803f00000040"
        ),
        new(
            ArrayDialect.Vllm,
            "85 c4026e64 c3 c40474797065 a33c6634 c4046b696e64 a166 c4057368617065 920102 c40464617461 c4080000803f00000040"
        ),
        new(ArrayDialect.Npy, $"82 b15f5f6e6461727261795f636c6173735f5f c3 a661735f6e7079 c488 {Npy}"),
    ];

    private static readonly ElementType[] Types = Enum.GetValues<ElementType>();

    [TestCaseSource(nameof(Dumps))]
    public void Encode_WritesWhatPythonWrites(ArrayDialect dialect, string dump) =>
        Assert.That(MessagePackArrays.Encode(new WireValue.Numbers(NumericArray.Of([1f, 2f], 1, 2)), dialect), Is.EqualTo(Bytes(dump)));

    [TestCaseSource(nameof(Dumps))]
    public void Decode_ReadsWhatPythonWrites(ArrayDialect dialect, string dump)
    {
        var array = Array(Decode(dump));

        Assert.That(array.ToString(), Is.EqualTo("<f4 [1, 2]"), $"{dialect}");
        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void Scalar_OfOpenPi_IsANumberWithItsType()
    {
        const string Dump = "83 c40d5f5f6e7067656e657269635f5f c3 c40464617461 cb3ff8000000000000 c4056474797065 a33c6634";

        var array = Array(Decode(Dump));

        Assert.That(array.ToString(), Is.EqualTo("<f4 []"));
        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1.5f }));
        Assert.That(MessagePackArrays.Encode(new WireValue.Numbers(array), ArrayDialect.OpenPi), Is.EqualTo(Bytes(Dump)));
    }

    [Test]
    public void Scalar_OfMsgpackNumpy_IsANumberWithItsType()
    {
        const string Dump = "83 c4026e64 c2 c40474797065 a33c6634 c40464617461 c4040000c03f";

        var array = Array(Decode(Dump));

        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1.5f }));
        Assert.That(MessagePackArrays.Encode(new WireValue.Numbers(array), ArrayDialect.MsgpackNumpy), Is.EqualTo(Bytes(Dump)));
    }

    [Test]
    public void Keys_InAnyOrderAndMixed_AreRead()
    {
        var array = Array(
            Decode("84 a57368617065 9102 c4056474797065 c4033c6634 a464617461 c4080000803f00000040 ab5f5f6e6461727261795f5f c3")
        );

        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [TestCase("a33e6634", "3f80000040000000", Description = ">f4")]
    [TestCase("a33d6634", "0000803f00000040", Description = "=f4")]
    public void ByteOrder_OtherThanLittle_IsRead(string descriptor, string data)
    {
        var array = Array(Decode($"84 ab5f5f6e6461727261795f5f c3 a464617461 c408{data} a56474797065 {descriptor} a57368617065 9102"));

        Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void EveryTypeAndShape_InEveryDialect_ComesBack([ValueSource(nameof(Types))] ElementType type, [Values] ArrayDialect dialect)
    {
        var random = KeyedRandom.Create(1, $"{type} {dialect}");
        for (var i = 0; i < 50; i++)
        {
            ImmutableArray<int> shape = [.. Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => random.NextInt(5))];
            var data = new byte[shape.Aggregate(ElementTypes.Size(type), (product, length) => product * length)];
            for (var j = 0; j < data.Length; j++)
                data[j] = (byte)random.NextInt(256);
            var message = new WireValue.Map(
                ("a", new WireValue.Numbers(new(type, shape, data))),
                ("b", new WireValue.Sequence([new WireValue.Integer(-i), new WireValue.Real(0.5), new WireValue.Nothing()]))
            );

            var back = (WireValue.Map)MessagePackArrays.Decode(MessagePackArrays.Encode(message, dialect), WireLimits.Default);

            Assert.That(Array(back["a"]!).ToString(), Is.EqualTo(Array(message["a"]!).ToString()));
            Assert.That(Array(back["a"]!).Data.ToArray(), Is.EqualTo(data));
            Assert.That(((WireValue.Sequence)back["b"]!).Items, Is.EqualTo(((WireValue.Sequence)message["b"]!).Items));
        }
    }

    [TestCase(
        "84 c40b5f5f6e6461727261795f5f c3 c40464617461 c4070000803f000000 c4056474797065 a33c6634 c4057368617065 920102",
        "8 bytes, found 7"
    )]
    [TestCase(
        "84 c40b5f5f6e6461727261795f5f c2 c40464617461 c400 c4056474797065 a33c6634 c4057368617065 9100",
        "expected true, found false"
    )]
    [TestCase("84 c40b5f5f6e6461727261795f5f c3 c40464617461 c400 c4056474797065 a27c4f c4057368617065 9100", "found '|O'")]
    [TestCase("84 c40b5f5f6e6461727261795f5f c3 c40464617461 c400 c4056474797065 a33c6338 c4057368617065 9100", "found '<c8'")]
    [TestCase("84 c40b5f5f6e6461727261795f5f c3 c40464617461 c400 c4056474797065 a37c5634 c4057368617065 9100", "found '|V4'")]
    [TestCase("83 c40b5f5f6e6461727261795f5f c3 c40464617461 c400 c4056474797065 a33c6634", "'shape' is missing")]
    [TestCase("84 c40b5f5f6e6461727261795f5f c3 c40464617461 c400 c4056474797065 a33c6634 c4057368617065 91ff", "at least 0, found -1")]
    [TestCase("85 c4026e64 c3 c40474797065 a27c4f c4046b696e64 c4014f c4057368617065 9100 c40464617461 c400", "pickle")]
    [TestCase("85 c4026e64 c3 c40474797065 9163 c4046b696e64 c40156 c4057368617065 9100 c40464617461 c400", "kind V")]
    [TestCase("82 b15f5f6e6461727261795f636c6173735f5f c3 a661735f6e7079 c40180", "NumPy file")]
    [TestCase("82 a161 01 a161 02", "'a' is there twice")]
    [TestCase("81 01 02", "expected a name in a map")]
    [TestCase("d60000000000", "'ext') is not read")]
    [TestCase("c1", "byte 0: this is not MessagePack")]
    [TestCase("a2ffff", "not UTF-8")]
    [TestCase("c0c0", "1 bytes behind it")]
    [TestCase("dfffffffff", "breaks off")]
    [TestCase("c6ffffffff", "breaks off")]
    [TestCase("", "breaks off")]
    public void WhatIsNotUnderstood_IsRefusedByName(string dump, string reason) =>
        Assert.That(() => Decode(dump), Throws.TypeOf<WireException>().With.Message.Contains(reason));

    [Test]
    public void Shape_WhoseProductOverflows_IsRefused() =>
        Assert.That(
            () => new NumericArray(ElementType.Float64, [int.MaxValue, int.MaxValue, int.MaxValue, 4], ReadOnlyMemory<byte>.Empty),
            Throws.TypeOf<WireException>()
        );

    [Test]
    public void Limits_AreKept()
    {
        var limits = new WireLimits(MaxBytes: 10, MaxValues: 4, MaxDepth: 2);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => MessagePackArrays.Decode(new byte[11], limits),
                Throws.TypeOf<WireException>().With.Message.Contains("10 bytes")
            );
            Assert.That(
                () => MessagePackArrays.Decode(Bytes("9401020304"), limits),
                Throws.TypeOf<WireException>().With.Message.Contains("4 values")
            );
            Assert.That(
                () => MessagePackArrays.Decode(Bytes("91919100"), limits),
                Throws.TypeOf<WireException>().With.Message.Contains("2 levels")
            );
        });
    }

    private static byte[] Bytes(string dump) =>
        Convert.FromHexString(dump.Replace(" ", "", ignoreCase: false, CultureInfo.InvariantCulture));

    private static WireValue Decode(string dump) => MessagePackArrays.Decode(Bytes(dump), WireLimits.Default);

    private static NumericArray Array(WireValue value) => ((WireValue.Numbers)value).Value;
}
