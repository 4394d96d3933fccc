using System.Globalization;

namespace BlindVla.Reports.Tests;

internal sealed class MarkupTests
{
    [TestCase("</script><script>alert(1)</script>", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;")]
    [TestCase("\" onload=\"alert(1)", "&quot; onload=&quot;alert(1)")]
    [TestCase("it's", "it&#x27;s")]
    [TestCase("salt & pepper &amp;", "salt &amp; pepper &amp;amp;")]
    [TestCase("<!--", "&lt;!--")]
    [TestCase("", "")]
    [TestCase(null, "")]
    public void Of_Text_IsEncoded(string? text, string expected) =>
        Assert.That(Html.Of($"<td title=\"{text}\">{text}</td>").Text, Is.EqualTo($"<td title=\"{expected}\">{expected}</td>"));

    [Test]
    public void Of_Markup_StaysAsItIs() =>
        Assert.That(Html.Of($"<p>{Html.Of($"<b>{"a<b"}</b>")}</p>").Text, Is.EqualTo("<p><b>a&lt;b</b></p>"));

    [Test]
    public void Of_Numbers_AreTheSameInEveryCulture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
        try
        {
            Assert.That(Html.Of($"{-1} {-0.5:0.00}").Text, Is.EqualTo("-1 -0.50"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Join_Items_AreShownInOrder() =>
        Assert.That(Html.Join(["<", ">"], item => Html.Of($"<i>{item}</i>")).Text, Is.EqualTo("<i>&lt;</i><i>&gt;</i>"));
}
