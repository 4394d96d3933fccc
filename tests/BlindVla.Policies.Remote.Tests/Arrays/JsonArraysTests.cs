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
