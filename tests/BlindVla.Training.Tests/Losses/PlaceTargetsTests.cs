using BlindVla.Core;

namespace BlindVla.Training.Tests;

public sealed class PlaceTargetsTests
{
    private const int Edge = 8;

    [Test]
    public void Write_APointBetweenFourPatches_GivesEachAQuarter()
    {
        var shares = new float[Edge * Edge];

        PlaceTargets.Write(2.0 / Edge, 3.0 / Edge, Edge, shares);

        Assert.That(shares[(2 * Edge) + 1], Is.EqualTo(0.25f));
        Assert.That(shares[(3 * Edge) + 2], Is.EqualTo(0.25f));
        Assert.That(shares.Sum(), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Read_PatchesThatAgree_IsTheirPoint()
    {
        var random = KeyedRandom.Create(1, "points");
        var shares = new float[Edge * Edge];
        var points = new float[2 * Edge * Edge];
        for (var i = 0; i < 100; i++)
        {
            var (u, v) = (random.NextDouble(), random.NextDouble());
            PlaceTargets.Write(u, v, Edge, shares);
            points.AsSpan(0, Edge * Edge).Fill((float)(u * Edge));
            points.AsSpan(Edge * Edge).Fill((float)(v * Edge));

            var (readU, readV) = PlaceTargets.Read(shares, points, Edge);

            Assert.That(readU, Is.EqualTo(u).Within(1e-6));
            Assert.That(readV, Is.EqualTo(v).Within(1e-6));
        }
    }

    [Test]
    public void Read_PatchesThatDisagree_IsTheMeanByTheirShares()
    {
        var shares = new float[4];
        (shares[0], shares[1]) = (0.75f, 0.25f);
        float[] points = [1, 2, 9, 9, 1, 1, 9, 9];

        Assert.That(PlaceTargets.Read(shares, points, edge: 2).U, Is.EqualTo(1.25 / 2).Within(1e-6));
    }

    [TestCase(0, 0)]
    [TestCase(1, 1)]
    [TestCase(0, 1)]
    public void Write_ACorner_IsWithinThePicture(double u, double v)
    {
        var shares = new float[Edge * Edge];

        PlaceTargets.Write(u, v, Edge, shares);

        Assert.That(shares.Sum(), Is.EqualTo(1).Within(1e-6));
        Assert.That(shares.Max(), Is.EqualTo(1).Within(1e-6));
    }
}
