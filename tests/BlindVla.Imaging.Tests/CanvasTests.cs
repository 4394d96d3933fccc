namespace BlindVla.Imaging.Tests;

internal sealed class CanvasTests
{
    private const int Height = Canvas.LineHeight;

    [Test]
    public void Write_EveryPrintableLetter_HasAShapeOfItsOwn()
    {
        var shapes = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => Shape(((char)code).ToString())).ToList();

        Assert.That(shapes, Has.Count.EqualTo(95).And.Unique);
        Assert.That(shapes[0], Is.EqualTo(Shape("")), "a space has no ink");
    }

    [Test]
    public void Write_LetterE_IsUprightAndNotMirrored()
    {
        var left = Ink("E", 0, 3);
        var right = Ink("E", 5, 9);

        Assert.That(left, Is.GreaterThan(right), "its stem is at the left");
        Assert.That(InkOfRows("p", 12, Height), Is.GreaterThan(0), "a small p hangs below the line");
        Assert.That(InkOfRows("P", 13, Height), Is.Zero, "a large one does not");
    }

    [TestCase("漢")]
    [TestCase("🥕")]
    public void Write_LetterThatTheFontLacks_IsOneQuestionMark(string letter) => Assert.That(Shape(letter), Is.EqualTo(Shape("?")));

    [Test]
    public void Write_EveryAccentedLetter_IsNoQuestionMarkAndUnlikeThePlainOne() =>
        Assert.That(
            "àáâãäåèéêëìíîïñòóôõöùúûüýÿčńřšžß“”’–…→·aeinouyczrs".Select(letter => Shape(letter.ToString())),
            Is.Unique.And.None.EqualTo(Shape("?"))
        );

    [Test]
    public void Write_TextTooLong_EndsInDots_WithinItsWidth()
    {
        var canvas = new Canvas(200, Height);
        canvas.Write("put the carrot on the plate, please", 0, 0, Rgb.White, 60);

        var columns = Enumerable.Range(0, 200).Where(x => Enumerable.Range(0, Height).Any(y => canvas.Picture[x, y] != Rgb.Black)).ToList();
        Assert.That(columns[^1], Is.InRange(40, 61));
        Assert.That(
            canvas.Picture.Rgb.ToArray(),
            Is.EqualTo(Line("put the…")).Or.EqualTo(Line("put the …")).Or.EqualTo(Line("put the c…"))
        );
    }

    [Test]
    public void Write_OverAPicture_MixesInkWithWhatIsBelow()
    {
        var canvas = new Canvas(40, Height);
        canvas.Fill(0, 0, 40, Height, new(0, 100, 0));

        canvas.Write("mm", 0, 0, Rgb.White, 40);

        var colours = Enumerable.Range(0, 40 * Height).Select(i => canvas.Picture[i % 40, i / 40]).ToList();
        Assert.That(colours, Has.Some.EqualTo(new Rgb(0, 100, 0)).And.All.Matches<Rgb>(colour => colour.Green >= 100));
    }

    [Test]
    public void Write_BesideTheCanvas_DrawsTheRestOfIt() =>
        Assert.That(() => new Canvas(10, 5).Write("wide", -3, -4, Rgb.White, 100), Throws.Nothing);

    [Test]
    public void Draw_PictureThatStandsOut_IsRefused() =>
        Assert.That(() => new Canvas(10, 10).Draw(SomePictures.Number(0, 12, 14), 3, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static string Shape(string text)
    {
        var canvas = new Canvas(16, Height);
        canvas.Write(text, 0, 0, Rgb.White, 16);
        return Convert.ToHexString(canvas.Picture.Rgb.Span);
    }

    private static int Ink(string text, int from, int to)
    {
        var canvas = new Canvas(16, Height);
        canvas.Write(text, 0, 0, Rgb.White, 16);
        return Enumerable.Range(0, Height).Sum(y => Enumerable.Range(from, to - from).Sum(x => canvas.Picture[x, y].Red));
    }

    private static int InkOfRows(string text, int from, int to)
    {
        var canvas = new Canvas(16, Height);
        canvas.Write(text, 0, 0, Rgb.White, 16);
        return Enumerable.Range(from, to - from).Sum(y => Enumerable.Range(0, 16).Sum(x => canvas.Picture[x, y].Red));
    }

    private static byte[] Line(string text)
    {
        var canvas = new Canvas(200, Height);
        canvas.Write(text, 0, 0, Rgb.White, 200);
        return canvas.Picture.Rgb.ToArray();
    }
}
