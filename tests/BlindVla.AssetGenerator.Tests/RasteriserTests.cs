using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>Areas that geometry knows, in pixels of a black picture filled with white.</summary>
internal sealed class RasteriserTests
{
    private const int Size = 128;

    [Test]
    public void Fill_Circle_CoversPiRadiiSquared() =>
        Assert.That(Area(FillRule.NonZero, Curve.Circle((0, 0), 50)), Is.EqualTo(Math.PI * 2500).Within(0.2).Percent);

    [Test]
    public void Fill_RectangleBetweenPixels_GivesEachItsShare()
    {
        var picture = Drawn(FillRule.NonZero, Curve.Rectangle(1.25, -2.5, 3.5, -1));

        // Columns from 64, rows from 64 downwards.
        Assert.That(Row(picture, 64), Is.EqualTo(new[] { 0, 0, 0, 0, 0 }));
        Assert.That(Row(picture, 65), Is.EqualTo(new[] { 0, 191, 255, 128, 0 }));
        Assert.That(Row(picture, 66), Is.EqualTo(new[] { 0, 96, 128, 64, 0 }));
        Assert.That(Row(picture, 67), Is.EqualTo(new[] { 0, 0, 0, 0, 0 }));

        static int[] Row(Picture picture, int row) =>
            [.. Enumerable.Range(64, 5).Select(column => (int)picture.Pixels[((row * Size) + column) * 3])];
    }

    [TestCase(FillRule.EvenOdd, 3600 - 900)]
    [TestCase(FillRule.NonZero, 3600)]
    public void Fill_SquareWithinASquare_IsAHoleByEvenOddOnly(FillRule rule, double area) =>
        Assert.That(Area(rule, Curve.Rectangle(-30, -30, 30, 30), Curve.Rectangle(-15, -15, 15, 15)), Is.EqualTo(area).Within(0.1).Percent);

    [Test]
    public void Fill_SquareOfTheOppositeSenseWithinASquare_IsAHoleByNonZero() =>
        Assert.That(
            Area(FillRule.NonZero, Curve.Rectangle(-30, -30, 30, 30), Curve.Rectangle(15, -15, -15, 15)),
            Is.EqualTo(2700).Within(0.1).Percent
        );

    [Test]
    public void Fill_BeyondThePicture_IsCutOff() =>
        Assert.That(Area(FillRule.NonZero, Curve.Rectangle(0, -1000, 1000, 1000)), Is.EqualTo(Size * Size / 2).Within(0.01));

    [TestCase(0)]
    [TestCase(33)]
    [TestCase(90)]
    public void Stroke_OfALine_IsAsWideAsItsPenWithRoundEnds(double direction) =>
        Assert.That(
            Area(FillRule.NonZero, [.. Curve.Line((-30, 0), (30, 0)).Turned(direction).Stroked(10)]),
            Is.EqualTo((60 * 10) + (Math.PI * 25)).Within(0.5).Percent
        );

    [Test]
    public void Stroke_OfACircle_IsARing() =>
        Assert.That(
            Area(FillRule.NonZero, [.. Curve.Circle((0, 0), 40).Stroked(12)]),
            Is.EqualTo(Math.PI * ((46 * 46) - (34 * 34))).Within(0.5).Percent
        );

    [Test]
    public void Stroke_ThatCrossesItself_HasNoHoles() =>
        Assert.That(
            Area(FillRule.NonZero, [.. Curve.Line((-30, 0), (30, 0)).Stroked(10), .. Curve.Line((0, -30), (0, 30)).Stroked(10)]),
            Is.EqualTo((2 * ((60 * 10) + (Math.PI * 25))) - 100).Within(0.5).Percent
        );

    [Test]
    public void Fill_OverColour_MixesByShare()
    {
        var picture = new Picture(4, 4);
        Painting
            .Empty.Fill(new(0, 0, 1), Curve.Rectangle(-2, -2, 2, 2))
            .Fill(new(1, 0, 0), Curve.Rectangle(-2, -2, 0.5, 2))
            .PaintOn(picture, 0, 1);

        Assert.That(picture.Pixels.Take(12), Is.EqualTo(new byte[] { 255, 0, 0, 255, 0, 0, 128, 0, 128, 0, 0, 255 }));
    }

    [Test]
    public void PaintOn_TurnedByAQuarter_PutsTheRightToTheTop()
    {
        var picture = new Picture(8, 8);
        Painting.Empty.Fill(Rgb.White, Curve.Rectangle(2, -1, 4, 1)).PaintOn(picture, 90, 1);

        var inked = Enumerable.Range(0, 64).Where(i => picture.Pixels[i * 3] > 127).Select(i => (Column: i % 8, Row: i / 8)).ToList();
        Assert.That(inked, Is.EqualTo(new[] { (3, 0), (4, 0), (3, 1), (4, 1) }));
    }

    private static double Area(FillRule rule, params Curve[] outlines) =>
        Drawn(rule, outlines).Pixels.Sum(value => (double)value) / (255 * 3);

    private static Picture Drawn(FillRule rule, params Curve[] outlines)
    {
        var picture = new Picture(Size, Size);
        Rasteriser.Fill(
            picture,
            outlines.Select(o => o.Points.Select(p => (p.X + (Size / 2), (Size / 2) - p.Y)).ToArray()),
            rule,
            Rgb.White
        );
        return picture;
    }
}
