namespace BlindVla.Imaging.Tests;

internal sealed class CanvasTests
{
    [Test]
    public void Write_EveryPrintableLetter_HasAShapeOfItsOwn()
    {
        var shapes = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => Shape((char)code)).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(shapes, Has.Count.EqualTo(95).And.Unique);
            Assert.That(shapes[0], Does.Not.Contain('#'));
            Assert.That(Shape('漢'), Is.EqualTo(Shape('?')));
        });
    }

    [Test]
    public void Write_LetterE_IsUprightAndNotMirrored() =>
        Assert.That(Shape('E'), Is.EqualTo("#####\n#....\n#....\n####.\n#....\n#....\n#####\n.....\n"));

    [Test]
    public void Write_LetterP_StandsBelowTheLineOnlyWhenSmall() =>
        Assert.That((Shape('P')[^6..], Shape('p')[^6..]), Is.EqualTo((".....\n", "#....\n")));

    [Test]
    public void Write_SmallLetterWithAccent_IsTheLetterBelowItsAccent() =>
        Assert.That(Shape('é'), Is.EqualTo("...#.\n..#..\n" + Shape('e')[12..]));

    [TestCase("the cook’s ‘plate’", "the cook's 'plate'")]
    [TestCase("“put” – now… ", "\"put\" - now... ")]
    [TestCase("Weißer Œuf ÄÖÜ", "Weisser OEuf AOU")]
    public void Write_Typesetting_IsDrawnWithTheLettersOfATypewriter(string text, string expected) =>
        Assert.That(Line(text), Is.EqualTo(Line(expected)));

    [Test]
    public void Write_EveryAccentedLetter_IsNoQuestionMarkAndUnlikeThePlainOne() =>
        Assert.That("àáâãäåèéêëìíîïñòóôõöùúûüýÿčńřšž".Select(Shape), Is.Unique.And.None.EqualTo(Shape('?')));

    [Test]
    public void Write_TextTooLong_EndsInDots() => Assert.That(Line("abcdefghijklm"), Is.EqualTo(Line("abcdefgh..")));

    [Test]
    public void Draw_PictureThatStandsOut_IsRefused() =>
        Assert.That(() => new Canvas(10, 10).Draw(SomePictures.Number(0, 12, 14), 3, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static string Shape(char letter)
    {
        var canvas = new Canvas(5, 8);
        canvas.Write(letter.ToString(), 0, 0, Rgb.White, 12);
        return string.Concat(
            Enumerable
                .Range(0, 8)
                .Select(y => string.Concat(Enumerable.Range(0, 5).Select(x => canvas.Picture[x, y] == Rgb.White ? '#' : '.')) + "\n")
        );
    }

    private static byte[] Line(string text)
    {
        var canvas = new Canvas(120, 10);
        canvas.Write(text, 0, 0, Rgb.White, text.StartsWith("abc", StringComparison.Ordinal) ? 60 : 120);
        return canvas.Picture.Rgb.ToArray();
    }
}
