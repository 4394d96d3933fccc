using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class ShapesTests
{
    [Test]
    public void Sweep_AlongAStraightChain_IsAnEllipticCylinder()
    {
        var bar = Shapes
            .Sweep(new(0, 0, 1), 64, (new(0, 0, 0.1), 0.02, 0.01), (new(0, 0.05, 0.1), 0.02, 0.01), (new(0, 0.3, 0.1), 0.02, 0.01))
            .Shaded(40);

        Assert.That((bar.Bounds.Min - new Vector3(-0.02, 0, 0.09)).Length, Is.LessThan(1e-12));
        Assert.That((bar.Bounds.Max - new Vector3(0.02, 0.3, 0.11)).Length, Is.LessThan(1e-12));
        Assert.That(bar.Volume, Is.EqualTo(Math.PI * 0.02 * 0.01 * 0.3).Within(0.2).Percent);
        MeshAssert.IsSound(bar, "bar");
    }

    [Test]
    public void Sweep_AlongAChain_PutsTheTextureAtItsLengths()
    {
        var bar = Shapes.Sweep(
            new(0, 0, 1),
            8,
            (new(0, 0, 0), 0.01, 0.01),
            (new(0.03, 0, 0), 0.01, 0.01),
            (new(0.03, 0.01, 0), 0.01, 0.01)
        );

        Assert.That(bar.Vertices.Select(vertex => vertex.V).Distinct().Order(), Is.EqualTo(new[] { 0, 0.75, 1 }).Within(1e-12));
    }

    [Test]
    public void LaidAlongY_OfWhatStands_HasItsTopAtPlusYAndItsSeamBelow()
    {
        var laid = Shapes.Cylinder(0.01, 0, 0.05, 16).LaidAlongY();

        Assert.That((laid.Bounds.Min - new Vector3(-0.01, 0, -0.01)).Length, Is.LessThan(1e-12));
        Assert.That((laid.Bounds.Max - new Vector3(0.01, 0.05, 0.01)).Length, Is.LessThan(1e-12));
        Assert.That(laid.Vertices.Where(vertex => vertex.V == 1).Select(vertex => vertex.Position.Y), Is.All.EqualTo(0.05).Within(1e-12));
        Assert.That(laid.Vertices.Where(vertex => vertex.U == 0).Select(vertex => vertex.Position.Z), Is.All.EqualTo(-0.01).Within(1e-12));
        Assert.That(laid.Volume, Is.Positive);
    }

    [TestCase(0.03, 0, 0)]
    [TestCase(0, 0.04, 0)]
    [TestCase(-0.02, 0.01, 0.03)]
    [TestCase(0, -0.03, -0.01)]
    public void Bar_BetweenTwoPoints_EndsAtBothAndLiesLevelAcross(double x, double y, double z)
    {
        Vector3 from = new(0.01, 0.02, 0.03);
        var to = from + new Vector3(x, y, z);

        var bar = BoxShape.Bar(from, to, 0.004, 0.002, overlap: 0.001);

        var half = bar.Turn(new(bar.HalfSize.X, 0, 0));
        var beyond = (to - from).Normalized() * 0.001;
        Assert.That((bar.Center + half - (to + beyond)).Length, Is.LessThan(1e-9));
        Assert.That((bar.Center - half - (from - beyond)).Length, Is.LessThan(1e-9));
        Assert.That(bar.Turn(new(0, 1, 0)).Z, Is.Zero.Within(1e-12));
        Assert.That((bar.HalfSize.Y, bar.HalfSize.Z), Is.EqualTo((0.004, 0.002)));
    }

    [Test]
    public void Chain_OfPoints_HasOneCapsuleFromEachToTheNext()
    {
        Vector3[] points = [new(0, 0, 0), new(0.01, 0, 0), new(0.01, 0.02, 0)];

        var chain = CapsuleShape.Chain(0.003, points).ToList();

        Assert.That(
            chain,
            Is.EqualTo(new[] { new CapsuleShape(points[0], points[1], 0.003), new CapsuleShape(points[1], points[2], 0.003) })
        );
    }
}
