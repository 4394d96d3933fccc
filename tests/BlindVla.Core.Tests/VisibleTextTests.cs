namespace BlindVla.Core.Tests;

internal sealed class VisibleTextTests
{
    [TestCase("plain, \u00e4 and \ud83d\ude00", "plain, \u00e4 and \ud83d\ude00")]
    [TestCase("\u001b[31mred\a", "\\u001b[31mred\\u0007")]
    [TestCase("a\tb\rc\u0085", "a\\u0009b\\u000dc\\u0085")]
    [TestCase("\u202etxt.exe\u2028", "\\u202etxt.exe\\u2028")]
    [TestCase("a\nb", "a\nb")]
    public void Lines_WritesOutWhatATerminalWouldObey(string text, string visible) =>
        Assert.That(VisibleText.Lines(text, 100), Is.EqualTo(visible));

    [Test]
    public void Line_WritesOutLineFeedsToo() => Assert.That(VisibleText.Line("a\nb", 100), Is.EqualTo("a\\u000ab"));

    [Test]
    public void Line_LongerThanAllowed_LosesItsMiddle() =>
        Assert.That(VisibleText.Line(new string('a', 500) + new string('b', 500), 10), Is.EqualTo("aaaaa … (990 characters) … bbbbb"));

    [Test]
    public void Line_AsLongAsAllowed_IsItself() => Assert.That(VisibleText.Line("0123456789", 10), Is.EqualTo("0123456789"));
}
