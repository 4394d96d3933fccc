using BlindVla.Core;

namespace BlindVla.Training.Tests.Runs;

/// <summary>Of a thing in the middle of the benchmark's picture, which its camera sees from 0.36 m above the table, 43.5156 degrees down:
/// 0.36 / sin(43.5156 deg) = 0.52283 m away.</summary>
public sealed class TableDistanceTests
{
    private const double MiddleU = 319.501 / 640;
    private const double MiddleV = 239.545 / 480;
    private const double FocalLength = 623.588; // pixels

    private static readonly Vector3D OnTheTable = new TabletopCamera(StaticSceneSampler.RobotBase, null)
        .OnPlane(MiddleU, MiddleV, 0.87)!
        .Value;

    /// <summary>The camera is level: ten pixels to the side are 10 / 623.588 of the 522.83 mm.</summary>
    [TestCase(-10)]
    [TestCase(10)]
    public void Between_ToTheSide_IsWhatTheRuleOfThreeSays(double pixels)
    {
        var found = TableDistance.Between(Thing(OnTheTable), MiddleU + (pixels / 640), MiddleV);

        Assert.That(found, Is.EqualTo(8.384).Within(0.001));
    }

    /// <summary>Twenty pixels down are atan(20 / 623.588) steeper: 0.36 m * (cot 43.5156 deg - cot 45.3526 deg).</summary>
    [Test]
    public void Between_Below_IsForeshortened()
    {
        var steeper = Math.Atan(20 / FocalLength);
        var angle = Math.Asin(0.36 / 0.52283);
        var expected = 360 * ((1 / Math.Tan(angle)) - (1 / Math.Tan(angle + steeper)));

        var found = TableDistance.Between(Thing(OnTheTable), MiddleU, MiddleV + (20.0 / 480));

        Assert.That(expected, Is.EqualTo(23.56).Within(0.05));
        Assert.That(found, Is.EqualTo(expected).Within(0.01));
    }

    [Test]
    public void Between_AboveTheHorizon_IsInfinite() =>
        Assert.That(TableDistance.Between(Thing(OnTheTable), MiddleU, MiddleV - 1.3), Is.EqualTo(double.PositiveInfinity));

    [Test]
    public void Between_WhereThePlaceIsNotKnownOrNotSeen_IsNothing()
    {
        Assert.That(TableDistance.Between(new("carrot", 0.5, 0.5), 0.5, 0.5), Is.Null);
        Assert.That(TableDistance.Between(Thing(new(1, 1, 2)), 0.5, 0.5), Is.Null);
    }

    /// <summary>The largest changes that static scenes make of the camera: moved by 20 mm, 8 % of the field of view.</summary>
    [TestCase(0.02, 0.92)]
    [TestCase(-0.02, 1.08)]
    public void Between_SeenByAChangedCamera_IsOffByItsScale(double moved, double fieldOfView)
    {
        var changed = new TabletopCamera(
            StaticSceneSampler.RobotBase,
            new(new(moved, moved, -moved), QuaternionD.FromAxisAngle(new(0, 1, 0), 0.04), fieldOfView)
        );
        var (u, v) = changed.Project(OnTheTable)!.Value;
        var (answerU, answerV) = changed.Project(OnTheTable + new Vector3D(0.006, 0.008, 0))!.Value;

        var found = TableDistance.Between(new("carrot", u, v, OnTheTable), answerU, answerV);

        Assert.That(found, Is.EqualTo(10).Within(2));
    }

    private static NamedPlace Thing(Vector3D position) => new("carrot", MiddleU, MiddleV, position);
}
