using BlindVla.AssetGenerator.Drawing;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class CurveTests
{
    [Test]
    public void Bezier_InTheMiddle_IsAtTheKnownMean()
    {
        var curve = Curve.Bezier((0, 0), (0, 8), (8, 8), (8, 0));

        Assert.That(curve.Points[0], Is.EqualTo((0.0, 0.0)));
        Assert.That(curve.Points[8], Is.EqualTo((4.0, 6.0)));
        Assert.That(curve.Points[^1], Is.EqualTo((8.0, 0.0)));
    }

    [Test]
    public void Loop_ThroughFourPointsOfACircle_BulgesBetweenThemAsKnown()
    {
        var loop = Curve.Loop((1, 0), (0, 1), (-1, 0), (0, -1));

        // Halfway of the Catmull-Rom piece: (9 (p1 + p2) - (p0 + p3)) / 16 = (0.625, 0.625).
        Assert.That(loop.Points, Does.Contain((0.625, 0.625)));
        Assert.That(loop.Points[^1], Is.EqualTo(loop.Points[0]));
    }

    [Test]
    public void Smooth_ThroughPoints_TouchesEachAndEndsAtTheLast()
    {
        var curve = Curve.Smooth((0, 0), (1, 2), (3, 1));

        Assert.That(curve.Points, Does.Contain((1.0, 2.0)));
        Assert.That(curve.Points[^1], Is.EqualTo((3.0, 1.0)));
    }

    [TestCase(4, 1.0)]
    [TestCase(3, 0.5)]
    [TestCase(8, 0.2)]
    public void Rounded_RegularPolygon_LosesWhatTheCornersHaveMoreThanADisc(int sides, double radius)
    {
        var corners = Curve.Regular(sides, 3, 20);
        var rounded = Area(Curve.Rounded(radius, corners));

        // Per corner the two tangents enclose r^2 tan(a/2), the arc r^2 a/2, of the exterior angle a.
        var angle = 2 * Math.PI / sides;
        var lost = sides * radius * radius * (Math.Tan(angle / 2) - (angle / 2));
        Assert.That(Area(Curve.Polygon(corners)) - rounded, Is.EqualTo(lost).Within(0.01));
    }

    [Test]
    public void Arrow_InAnyDirection_EndsAtItsTip()
    {
        var arrow = Curve.Arrow((1, 1), (4, 5), 1, 2, 3);

        Assert.That(arrow.Points.Min(p => Distance(p, (4, 5))), Is.LessThan(1e-9));
        Assert.That(Area(arrow), Is.EqualTo((3 * 1) + (2 * 3 / 2.0)).Within(1e-9));
    }

    [Test]
    public void Arc_FromTheLargerAngle_TurnsClockwise()
    {
        var arc = Curve.Arc((0, 0), 2, 90, 0);

        Assert.That(Distance(arc.Points[0], (0, 2)), Is.LessThan(1e-9));
        Assert.That(arc.Points, Is.All.Matches<(double X, double Y)>(p => p.X > -1e-9 && p.Y > -1e-9));
    }

    [Test]
    public void Word_WithALetterNoSignShows_NamesIt() =>
        Assert.That(() => Glyphs.Word("SPOT?", 1), Throws.ArgumentException.With.Message.Contains("'?'"));

    private static double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    /// <summary>Positive for a counter-clockwise outline (the shoelace formula).</summary>
    private static double Area(Curve outline) =>
        outline.Points.Zip(outline.Points.Skip(1), (a, b) => ((a.X * b.Y) - (b.X * a.Y)) / 2).Sum();
}
