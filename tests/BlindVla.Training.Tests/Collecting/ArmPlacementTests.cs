namespace BlindVla.Training.Tests.Collecting;

public sealed class ArmPlacementTests
{
    /// <summary>The benchmark's start, whose forward kinematics were published.</summary>
    [Test]
    public void Joints_OfTheBenchmarksStart_AreItsJoints()
    {
        const double pitch = 0.0398835 + 0.22242722 + 1.36524296;

        var joints = ArmPlacement.Joints(new(0.2921, -0.0054, 0.1353), pitch, 0, 0)!.Value;

        Assert.That(joints, Is.EqualTo(new[] { -0.0184, 0.0399, 0.2224, 0, 1.3652, 0 }).Within(0.003));
    }

    [Test]
    public void Joints_OfAPlaceOutOfReach_AreNone() => Assert.That(ArmPlacement.Joints(new(0.9, 0, 0.1), Math.PI / 2, 0, 0), Is.Null);
}
