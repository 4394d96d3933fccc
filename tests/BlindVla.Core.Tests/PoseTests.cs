namespace BlindVla.Core.Tests;

internal sealed class PoseTests
{
    private static readonly Vector3D X = new(1, 0, 0);
    private static readonly Vector3D Y = new(0, 1, 0);
    private static readonly Vector3D Z = new(0, 0, 1);

    [Test]
    public void FromYaw_QuarterTurn_TakesXToY() => AssertNear(QuaternionD.FromYaw(Math.PI / 2).Rotate(X), Y);

    [Test]
    public void FromAxisAngle_QuarterTurnAboutX_TakesYToZ() => AssertNear(QuaternionD.FromAxisAngle(X, Math.PI / 2).Rotate(Y), Z);

    [Test]
    public void Product_AppliesTheRightFactorFirst()
    {
        var aboutX = QuaternionD.FromAxisAngle(X, Math.PI / 2);
        var aboutZ = QuaternionD.FromYaw(Math.PI / 2);

        AssertNear((aboutX * aboutZ).Rotate(X), Z);
        AssertNear((aboutZ * aboutX).Rotate(Y), Z);
    }

    [Test]
    public void Rotate_AnyRotation_IsTheProductOfTheSingleRotationsAndKeepsLengths()
    {
        for (var i = 0; i < 100; i++)
        {
            var random = KeyedRandom.Create((ulong)i, "rotate");
            var (a, b) = (Random(random), Random(random));
            var v = new Vector3D(random.NextDouble(-2, 2), random.NextDouble(-2, 2), random.NextDouble(-2, 2));

            AssertNear((a * b).Rotate(v), a.Rotate(b.Rotate(v)));
            AssertNear(a.Conjugate.Rotate(a.Rotate(v)), v);
            Assert.That(a.Rotate(v).Length, Is.EqualTo(v.Length).Within(1e-12));
            Assert.That((a * b).Norm, Is.EqualTo(1).Within(1e-12));
        }
    }

    [Test]
    public void Identity_RotatesNothing() => Assert.That(QuaternionD.Identity.Rotate(new(1, -2, 3)), Is.EqualTo(new Vector3D(1, -2, 3)));

    [Test]
    public void Vectors_AddSubtractAndScale()
    {
        var (a, b) = (new Vector3D(1, 2, 3), new Vector3D(-4, 5, 0.5));

        Assert.That(a + b, Is.EqualTo(new Vector3D(-3, 7, 3.5)));
        Assert.That(a - b, Is.EqualTo(new Vector3D(5, -3, 2.5)));
        Assert.That(2 * a, Is.EqualTo(new Vector3D(2, 4, 6)));
        Assert.That(new Vector3D(2, 3, 6).Length, Is.EqualTo(7));
    }

    private static QuaternionD Random(KeyedRandom random)
    {
        var axis = new Vector3D(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(-1, 1));
        return QuaternionD.FromAxisAngle(1 / axis.Length * axis, random.NextDouble(-4, 4));
    }

    private static void AssertNear(Vector3D found, Vector3D expected) =>
        Assert.That((found - expected).Length, Is.LessThan(1e-12), $"found {found}, expected {expected}");
}
