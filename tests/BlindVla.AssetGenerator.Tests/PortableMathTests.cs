using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class PortableMathTests
{
    private static readonly double[] Angles = [-7.5, -3.2, -1.6, -0.8, -1e-3, 0, 0.3, 0.785, 1.57, 2.2, 3.14159, 5.0, 12.0];

    [TestCaseSource(nameof(Angles))]
    public void SinCos_AnyAngle_AgreesWithTheLibrary(double angle)
    {
        Assert.That(PortableMath.Sin(angle), Is.EqualTo(Math.Sin(angle)).Within(1e-12));
        Assert.That(PortableMath.Cos(angle), Is.EqualTo(Math.Cos(angle)).Within(1e-12));
    }

    [TestCaseSource(nameof(Angles))]
    public void Atan2_AnyDirection_AgreesWithTheLibrary(double angle)
    {
        var (y, x) = (Math.Sin(angle), Math.Cos(angle));

        Assert.That(PortableMath.Atan2(y, x), Is.EqualTo(Math.Atan2(y, x)).Within(1e-11));
    }

    [TestCase(0.3, 0.72)]
    [TestCase(2.5, 3.1)]
    [TestCase(1e-6, 0.25)]
    [TestCase(900, 1.5)]
    public void Pow_PositiveBase_AgreesWithTheLibrary(double x, double y) =>
        Assert.That(PortableMath.Pow(x, y), Is.EqualTo(Math.Pow(x, y)).Within(1e-11 * Math.Pow(x, y)));

    [Test]
    public void Fractal_ManyPlaces_StaysInRangeAndVaries()
    {
        var values = Enumerable.Range(0, 2000).Select(i => Noise.Fractal(7, i * 0.37, i * -0.21, 4)).ToList();

        Assert.That(values, Is.All.InRange(0.0, 1.0));
        Assert.That(values.Max() - values.Min(), Is.GreaterThan(0.5));
    }

    [Test]
    public void Lattice_KnownPlaces_NeverChange()
    {
        // A changed hash would change every texture and every digest unnoticed.
        Assert.That(Noise.Lattice(1, 2, 3, 4), Is.EqualTo(0.57952869720280376));
        Assert.That(Noise.Lattice(9, -5, 0, 7), Is.EqualTo(0.9771484911854259));
    }
}
