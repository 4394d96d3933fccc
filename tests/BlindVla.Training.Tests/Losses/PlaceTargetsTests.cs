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
    public void Read_WhatWasWritten_IsTheSamePoint()
    {
        var random = KeyedRandom.Create(1, "points");
        var shares = new float[Edge * Edge];
        for (var i = 0; i < 500; i++)
        {
            // Beyond the middle of the outermost patches nothing tells places apart.
            var (u, v) = (random.NextDouble(0.5 / Edge, 1 - (0.5 / Edge)), random.NextDouble(0.5 / Edge, 1 - (0.5 / Edge)));
            PlaceTargets.Write(u, v, Edge, shares);
            var (readU, readV) = PlaceTargets.Read(shares, Edge);

            Assert.That(
                (readU, readV),
                Is.EqualTo((u, v)).Using<(double U, double V)>((a, b) => Math.Abs(a.U - b.U) + Math.Abs(a.V - b.V) < 1e-6)
            );
        }
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
