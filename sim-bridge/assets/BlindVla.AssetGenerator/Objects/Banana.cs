using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>Lies flat, bowed towards +y, stem at -x.</summary>
internal static class Banana
{
    private const double HalfAngleDegrees = 56;
    private const double BowRadius = 0.06;
    private const double Thickness = 0.0092;

    private static readonly (double S, double Radius)[] Profile =
    [
        (0, 0.0024),
        (0.03, 0.0030),
        (0.08, 0.0029),
        (0.13, 0.0040),
        (0.19, 0.0062),
        (0.27, 0.0082),
        (0.36, 0.0090),
        (0.46, 0.0092),
        (0.56, 0.0092),
        (0.66, 0.0090),
        (0.75, 0.0084),
        (0.83, 0.0073),
        (0.90, 0.0056),
        (0.95, 0.0038),
        (0.975, 0.0030),
        (1, 0.0021),
    ];

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0538, -0.0261, -0.0092), new(0.0538, 0.014, 0.0092));
        var peel = Shapes.Loft([.. Profile.Select(p => p.S)], 20, (s, angle) =>
        {
            // Five faint edges run along the fruit.
            var radius = RadiusAt(s) * (0.97 + (0.03 * PortableMath.Cos(5 * angle)));
            return Center(s) + (Outward(s) * (radius * PortableMath.Cos(angle))) + new Vector3(0, 0, radius * PortableMath.Sin(angle));
        });
        var fit = ObjectModel.Fill(peel.Bounds, box);

        var collision = ImmutableArray.CreateBuilder<CollisionShape>();
        // The middle third has one thickness, so that the fruit rests on a bow of points and does not tip over.
        double[] cuts = [0.02, 0.12, 0.18, 0.25, 0.4, 0.55, 0.7, 0.82, 0.9, 0.96, 0.985];
        for (var i = 0; i + 1 < cuts.Length; i++)
            collision.Add(
                new CapsuleShape(
                    fit(Center(cuts[i])),
                    fit(Center(cuts[i + 1])),
                    i is >= 3 and <= 6 ? Thickness : RadiusAt((cuts[i] + cuts[i + 1]) / 2)
                )
            );

        return new ObjectModel(
            "banana",
            500,
            box,
            [new("peel", peel.Map(fit), new(Rgb.White, Picture.Bake(Skin, 128, 512), 0.2, 0.3))],
            collision.ToImmutable(),
            Contact.Rolling
        ).Shaded(60);
    }

    private static double Bow(double s) => PortableMath.Radians(HalfAngleDegrees * ((2 * s) - 1));

    private static Vector3 Outward(double s) => new(PortableMath.Sin(Bow(s)), PortableMath.Cos(Bow(s)), 0);

    private static Vector3 Center(double s) => Outward(s) * BowRadius;

    private static double RadiusAt(double s)
    {
        for (var i = 1; i < Profile.Length; i++)
        {
            var (a, b) = (Profile[i - 1], Profile[i]);
            if (s <= b.S)
                return PortableMath.Lerp(a.Radius, b.Radius, (s - a.S) / (b.S - a.S));
        }
        return Thickness;
    }

    private static Rgb Skin(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0xF2C81E).Mix(Rgb.Hex(0xFFE04A), Noise.Fractal(3, v * 8, c * 2, s * 2, 3));
        var edge = PortableMath.Cos(5 * 2 * Math.PI * u);
        color = color.Mix(Rgb.Hex(0xC79A12), 0.5 * PortableMath.SmoothStep(0.88, 1, edge));
        color = color.Mix(Rgb.Hex(0x9DAA30), 0.7 * PortableMath.SmoothStep(0.22, 0.10, v));
        // Ripe specks and a few longer bruises.
        color = color.Mix(Rgb.Hex(0x7A5210), 0.85 * PortableMath.SmoothStep(0.76, 0.84, Noise.At(7, v * 60, c * 7, s * 7)));
        color = color.Mix(Rgb.Hex(0x6A4310), 0.7 * PortableMath.SmoothStep(0.78, 0.86, Noise.At(8, v * 12, c * 5, s * 5)));
        var ragged = 0.012 * (Noise.At(9, c * 4, s * 4) - 0.5);
        color = color.Mix(Rgb.Hex(0x4A3012), PortableMath.SmoothStep(0.05, 0.025, v + ragged));
        return color.Mix(Rgb.Hex(0x2E2010), PortableMath.SmoothStep(0.935, 0.965, v + ragged));
    }
}
