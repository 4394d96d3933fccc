using SkiaSharp;

namespace BlindVla.Reports.Tests;

internal sealed class PictureTests
{
    [Test]
    public void Write_EveryPrintableLetter_HasAShapeOfItsOwn()
    {
        var shapes = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => Shape((char)code)).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(shapes, Has.Count.EqualTo(95).And.Unique);
            Assert.That(shapes[0], Does.Not.Contain('#'));
            Assert.That(Shape('é'), Is.EqualTo(Shape('?')));
        });
    }

    [Test]
    public void Write_LetterE_IsUprightAndNotMirrored() =>
        Assert.That(Shape('E'), Is.EqualTo("#####\n#....\n#....\n####.\n#....\n#....\n#####\n.....\n"));

    [Test]
    public void Write_LetterP_StandsBelowTheLineOnlyWhenSmall() =>
        Assert.That((Shape('P')[^6..], Shape('p')[^6..]), Is.EqualTo((".....\n", "#....\n")));

    [Test]
    public void Write_TextTooLong_EndsInDots()
    {
        var cut = new Picture(60, 10);
        cut.Write("abcdefghijklm", 0, 0, Rgb.White, 60);
        var expected = new Picture(60, 10);
        expected.Write("abcdefgh..", 0, 0, Rgb.White, 60);

        Assert.That(PngFile.Encode(cut), Is.EqualTo(PngFile.Encode(expected)));
    }

    [Test]
    public void Encode_Png_KeepsEveryPixel()
    {
        var picture = new Picture(20, 10);
        picture.Fill(0, 0, 20, 10, new(1, 2, 3));
        picture.Draw(SomeFrames.Plain(200, 100, 50, 8, 4), 3, 5);

        using var decoded = SKBitmap.Decode(PngFile.Encode(picture));

        Assert.Multiple(() =>
        {
            Assert.That((decoded.Width, decoded.Height), Is.EqualTo((20, 10)));
            Assert.That(decoded.GetPixel(3, 5), Is.EqualTo(new SKColor(200, 100, 50)));
            Assert.That(decoded.GetPixel(10, 8), Is.EqualTo(new SKColor(200, 100, 50)));
            Assert.That(decoded.GetPixel(2, 5), Is.EqualTo(new SKColor(1, 2, 3)));
            Assert.That(decoded.GetPixel(11, 8), Is.EqualTo(new SKColor(1, 2, 3)));
        });
    }

    [Test]
    public void Draw_PictureThatStandsOut_IsRefused() =>
        Assert.That(() => new Picture(10, 10).Draw(SomeFrames.Plain(0, 0, 0, 8, 8), 3, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Compose_TwoRows_PutsEveryPictureUnderItsRowsLabel()
    {
        static CaptionedImage Image(byte red) => new(SomeFrames.Plain(red, 0, 0), [$"number {red}", "second line"]);

        var sheet = ContactSheet.Compose("five", [new("first", [Image(40), Image(80), Image(120)]), new("second", [Image(160), Image(200)])]);

        var (columnWidth, rowHeight, top) = (64 + 6, 48 + (3 * Picture.LineHeight) + 6, Picture.LineHeight + 6);
        Assert.Multiple(() =>
        {
            Assert.That((sheet.Width, sheet.Height), Is.EqualTo(((3 * columnWidth) + 6, top + (2 * rowHeight) + 6)));
            for (var i = 0; i < 5; i++)
            {
                Assert.That(
                    sheet[6 + (i % 3 * columnWidth) + 30, top + (i / 3 * rowHeight) + Picture.LineHeight + 20],
                    Is.EqualTo(new Rgb((byte)(40 * (i + 1)), 0, 0)));
            }
            Assert.That(sheet[6 + (2 * columnWidth) + 30, top + rowHeight + Picture.LineHeight + 20], Is.EqualTo(Rgb.White));
            Assert.That(Enumerable.Range(0, 60).Count(x => sheet[6 + x, top + 5] == Rgb.DarkGreen), Is.Positive, "the label is above its row");
        });
    }

    private static string Shape(char letter)
    {
        var picture = new Picture(5, 8);
        picture.Write(letter.ToString(), 0, 0, Rgb.White, 12);
        return string.Concat(Enumerable.Range(0, 8).Select(y => string.Concat(Enumerable.Range(0, 5).Select(x => picture[x, y] == Rgb.White ? '#' : '.')) + "\n"));
    }
}
