using BlindVla.Core;

namespace BlindVla.Training.Tests.Collecting;

public sealed class TabletopCameraTests
{
    private static readonly Pose RobotBase = new(new(0.147, 0.028, 0.87), QuaternionD.FromYaw(Math.PI));

    /// <summary>Corners of the benchmark's grid on the table, and the pixels of 640x480 at which its camera sees them.</summary>
    [TestCase(-0.235, -0.075, 271, 179)]
    [TestCase(-0.235, 0.075, 421, 232)]
    [TestCase(-0.085, -0.075, 169, 283)]
    [TestCase(-0.085, 0.075, 339, 360)]
    public void Project_TheGridsCorners_GivesTheirPublishedPixels(double x, double y, double column, double row)
    {
        var seen = new TabletopCamera(RobotBase, null).Project(new(x, y, 0.8695));

        Assert.That(seen!.Value.U * 640, Is.EqualTo(column).Within(1));
        Assert.That(seen.Value.V * 480, Is.EqualTo(row).Within(1));
    }

    [Test]
    public void Project_WithTwiceTheFieldOfView_HalvesTheDistanceToTheMiddle()
    {
        var point = new Vector3D(-0.235, -0.075, 0.87);
        var near = new TabletopCamera(RobotBase, null).Project(point)!.Value;
        var wide = new TabletopCamera(RobotBase, new(default, QuaternionD.Identity, 2)).Project(point)!.Value;

        Assert.That((wide.U * 640) - 319.501, Is.EqualTo(((near.U * 640) - 319.501) / 2).Within(1e-9));
        Assert.That((wide.V * 480) - 239.545, Is.EqualTo(((near.V * 480) - 239.545) / 2).Within(1e-9));
    }

    /// <summary>Turned to its left (up is the camera's own), it sees things farther to the right.</summary>
    [Test]
    public void Project_OfATurnedCamera_MovesThePointTheOtherWay()
    {
        var point = new Vector3D(-0.16, 0, 0.87);
        var before = new TabletopCamera(RobotBase, null).Project(point)!.Value;
        var turned = new CameraChange(default, QuaternionD.FromAxisAngle(new(0, 1, 0), 0.1), 1);
        var after = new TabletopCamera(RobotBase, turned).Project(point)!.Value;

        Assert.That((after.U - before.U) * 640, Is.InRange(55, 80));
    }

    [Test]
    public void Project_BehindTheCameraOrBesideThePicture_IsNothing()
    {
        var camera = new TabletopCamera(RobotBase, null);

        Assert.That(camera.Project(new(1, 1, 2)), Is.Null);
        Assert.That(camera.Project(new(-0.16, 2, 0.87)), Is.Null);
    }

    /// <summary>By hand: the camera stands 0.36 m above the table and looks 43.52 degrees down, so that its middle meets the table
    /// 0.36 / 0.688556 m away, straight ahead of where it looks.</summary>
    [Test]
    public void OnPlane_OfThePicturesMiddle_IsWhereTheCameraLooks()
    {
        var seen = new TabletopCamera(RobotBase, null).OnPlane(319.501 / 640, 239.545 / 480, 0.87)!.Value;

        Assert.That(seen.X, Is.EqualTo(-0.1848).Within(1e-4));
        Assert.That(seen.Y, Is.EqualTo(0.0045).Within(1e-4));
        Assert.That(seen.Z, Is.EqualTo(0.87).Within(1e-12));
    }

    [TestCase(0.87)]
    [TestCase(0.95)]
    public void OnPlane_OfWhatWasProjected_IsThePoint(double height)
    {
        var camera = new TabletopCamera(RobotBase, new(new(0.01, -0.02, 0.015), QuaternionD.FromAxisAngle(new(0, 1, 0), 0.03), 1.05));
        var point = new Vector3D(-0.2, 0.05, height);
        var (u, v) = camera.Project(point)!.Value;

        Assert.That((camera.OnPlane(u, v, height)!.Value - point).Length, Is.LessThan(1e-9));
    }

    /// <summary>43.52 degrees above the picture's middle is the horizon: 623.6 * tan(43.52 deg) = 592 pixels.</summary>
    [TestCase(590, true)]
    [TestCase(594, false)]
    public void OnPlane_AboveTheHorizon_IsNothing(double pixelsUp, bool isOnTheTable)
    {
        var seen = new TabletopCamera(RobotBase, null).OnPlane(0.5, (239.545 - pixelsUp) / 480, 0.87);

        Assert.That(seen is not null, Is.EqualTo(isOnTheTable));
    }
}
