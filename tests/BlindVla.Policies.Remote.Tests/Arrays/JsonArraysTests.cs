using System.Text;

namespace BlindVla.Policies.Remote.Tests;

internal sealed class JsonArraysTests
{
    private const string Action = """{"__numpy__":"AAAAAAAA8D8AAAAAAAAAQA==","dtype":"\u003Cf8","shape":[2]}""";

    [Test]
    public void Array_OfJsonNumpy_IsReadAndWritten()
    {
        var value = Decode(Action);

        Assert.That(((WireValue.Numbers)value).Value.ToSingles(), Is.EqualTo(new[] { 1f, 2f }));
        Assert.That(Encoding.UTF8.GetString(JsonArrays.Encode(value)), Is.EqualTo(Action));
    }

    // As json_numpy itself writes them.
    [TestCase("""{"__numpy__": "AA0aJzRBTltodYKPnKm2w9Dd", "dtype": "|u1", "shape": [2, 3, 3]}""", "|u1 [2, 3, 3]", 221f)]
    [TestCase("""{"__numpy__": "AADAPw==", "dtype": "<f4", "shape": []}""", "<f4 []", 1.5f)]
    [TestCase("""{"__numpy__": "AAAAAD+AAABAAAAA", "dtype": ">f4", "shape": [3]}""", "<f4 [3]", 2f)]
    [TestCase("""{"__numpy__": "AQA=", "dtype": "|b1", "shape": [2]}""", "|b1 [2]", 0f)]
    [TestCase("""{"__numpy__": "AAAAPA==", "dtype": "<f2", "shape": [2]}""", "<f2 [2]", 1f)]
    public void Array_OfEveryKind_IsReadAsTheyWriteIt(string text, string array, float last)
    {
        var read = ((WireValue.Numbers)Decode(text)).Value;

        Assert.That((read.ToString(), read.ToSingles()[^1]), Is.EqualTo((array, last)));
    }

    [Test]
    public void Everything_ComesBack()
    {
        const string Text =
            """{"image":{"__numpy__":"AQI=","dtype":"|u1","shape":[2,1]},"instruction":"put it","list":[1,-2.5,true,null]}""";

        Assert.That(Encoding.UTF8.GetString(JsonArrays.Encode(Decode(Text))), Is.EqualTo(Text));
    }

    [TestCase("""{"__numpy__":"!","dtype":"|u1","shape":[1]}""", "base64")]
    [TestCase("""{"__numpy__":"AQ==","dtype":"|u1","shape":[2]}""", "2 bytes, found 1")]
    [TestCase("""{"__numpy__":"AQ==","dtype":"|O","shape":[1]}""", "'|O'")]
    [TestCase("""{"a":1,"a":2}""", "name twice")]
    [TestCase("""{"a":""", "not JSON")]
    [TestCase("""["\ud800"]""", "half of a character")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "deeper than 16")]
    public void WhatIsNotUnderstood_IsRefusedByName(string text, string reason) =>
        Assert.That(() => Decode(text), Throws.TypeOf<WireException>().With.Message.Contains(reason));

    private static WireValue Decode(string text) => JsonArrays.Decode(Encoding.UTF8.GetBytes(text), WireLimits.Default);
}
