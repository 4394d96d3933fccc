namespace BlindVla.Bridge.Tests;

public sealed class ServerTextTests
{
    [TestCase("Nan in QACC at DOF 0", "Nan in QACC at DOF 0")]
    [TestCase("größer als 5 µm ✓ 字", "größer als 5 µm ✓ 字")]
    [TestCase("a\u001b[31mb\u009bc", @"a\u001b[31mb\u009bc")]
    [TestCase("two\r\nlines\tand a tab", @"two\u000d\u000alines\u0009and a tab")]
    [TestCase("\u202eright to left\u2028", @"\u202eright to left\u2028")]
    public void Of_CharactersThatATerminalActsOn_WritesThemOut(string text, string shown) => Assert.That(ServerText.Of(text), Is.EqualTo(shown));

    [Test]
    public void Of_MoreThanTheBound_SaysHowMuchThereWas()
    {
        Assert.That(ServerText.Of(new string('x', 100), 100), Is.EqualTo(new string('x', 100)));
        Assert.That(ServerText.Of(new string('x', 101), 100), Is.EqualTo($"{new string('x', 100)}… (101 characters)"));
        Assert.That(ServerText.Of(new string('\u0007', 5_000_000)), Has.Length.LessThan(ServerText.MaxCharacters + 50));
    }
}
