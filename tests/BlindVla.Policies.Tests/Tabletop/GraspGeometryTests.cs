using BlindVla.Core;
using BlindVla.Policies.Tabletop;

namespace BlindVla.Policies.Tests.Tabletop;

public sealed class GraspGeometryTests
{
    [Test]
    public void ToIntrinsicXyz_RoundTrips()
    {
        var random = KeyedRandom.Create(1, "euler");
        for (var i = 0; i < 1000; i++)
        {
            var angles = new Vector3D(random.NextDouble(-3, 3), random.NextDouble(-1.5, 1.5), random.NextDouble(-3, 3));
            var q =
                QuaternionD.FromAxisAngle(new(1, 0, 0), angles.X)
                * QuaternionD.FromAxisAngle(new(0, 1, 0), angles.Y)
                * QuaternionD.FromAxisAngle(new(0, 0, 1), angles.Z);

            var found = GraspGeometry.ToIntrinsicXyz(q);

            Assert.That((found - angles).Length, Is.LessThan(1e-6), $"{angles}");
        }
    }

    [TestCase(0)]
    [TestCase(0.7)]
    [TestCase(-2.5)]
    public void PointingDown_PointsFingersDownAndClosesAlongTheYaw(double yaw)
    {
        var q = GraspGeometry.PointingDown(yaw, QuaternionD.FromAxisAngle(new(0, 1, 0), Math.PI / 2));

        Assert.That((q.Rotate(new(1, 0, 0)) - new Vector3D(0, 0, -1)).Length, Is.LessThan(1e-12));
        var closing = q.Rotate(new(0, 1, 0));
        Assert.That(Math.Abs((closing.X * Math.Cos(yaw)) + (closing.Y * Math.Sin(yaw))), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void PointingDown_TakesTheNearerOfTheTwoHalfTurns()
    {
        var current = GraspGeometry.PointingDown(0.1, QuaternionD.FromAxisAngle(new(0, 1, 0), Math.PI / 2));

        var next = GraspGeometry.PointingDown(0.3, current);
        var wrapped = GraspGeometry.PointingDown(0.3 + Math.PI, current);

        Assert.That(GraspGeometry.Angle(current, next), Is.EqualTo(0.2).Within(1e-9));
        Assert.That(GraspGeometry.Angle(current, wrapped), Is.EqualTo(0.2).Within(1e-9));
    }

    [Test]
    public void AcrossTheNarrowSide_OfALongObjectTurnedAboutZ_ClosesAcrossIt()
    {
        var carrot = Item(QuaternionD.FromYaw(Math.PI / 6), new(-0.06, -0.016, -0.018), new(0.05, 0.016, 0.022));

        var grasp = GraspGeometry.AcrossTheNarrowSide(carrot);

        Assert.That(Math.Abs(Math.Sin(grasp.ClosingYaw - (Math.PI / 6) - (Math.PI / 2))), Is.LessThan(1e-9));
        Assert.That(grasp.Width, Is.EqualTo(0.032).Within(1e-12));
        Assert.That(grasp.Top - grasp.Bottom, Is.EqualTo(0.04).Within(1e-12));
        Assert.That(grasp.Center.Z, Is.EqualTo(0.9 + 0.002).Within(1e-12));
    }

    [Test]
    public void AcrossTheNarrowSide_OfAFallenObject_IgnoresItsVerticalSide()
    {
        // The thinnest side is the object's z; lying on its side, that becomes horizontal and is the one to close across.
        var box = Item(QuaternionD.FromAxisAngle(new(1, 0, 0), Math.PI / 2), new(-0.05, -0.03, -0.01), new(0.05, 0.03, 0.01));

        var grasp = GraspGeometry.AcrossTheNarrowSide(box);

        Assert.That(grasp.Width, Is.EqualTo(0.02).Within(1e-12));
        Assert.That(grasp.Top - grasp.Bottom, Is.EqualTo(0.06).Within(1e-9));
    }

    [TestCase(0, 0)]
    [TestCase(0.5, 0.5)]
    [TestCase(1, 1)]
    public void Slerp_TurnsAFractionOfTheWay(double fraction, double expected)
    {
        var from = QuaternionD.FromYaw(0.2);
        var to = QuaternionD.FromYaw(1.2) * QuaternionD.FromAxisAngle(new(1, 0, 0), 0.4);

        var between = GraspGeometry.Slerp(from, to, fraction);

        Assert.That(GraspGeometry.Angle(from, between), Is.EqualTo(expected * GraspGeometry.Angle(from, to)).Within(1e-9));
        Assert.That(between.Norm, Is.EqualTo(1).Within(1e-12));
    }

    private static ObjectState Item(QuaternionD orientation, Vector3D min, Vector3D max) =>
        new(SceneRoles.Source, new(new(-0.2, 0.1, 0.9), orientation), min, max);
}
