using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A tapered, ringed root lying on its side, tip towards -x, with a tuft of stems.</summary>
internal static class Carrot
{
    private const double TipX = -0.0641;
    private const double CrownX = 0.028;

    // At the crown, if it were not rounded off; the thickest place measures 32 mm across.
    private const double Radius = 0.0174;
    private const double TableZ = -0.0178;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0641, -0.0163, -0.0178), new(0.0542, 0.0159, 0.0234));
        double[] stations = [0, 0.008, 0.02, 0.045, .. Enumerable.Range(1, 15).Select(i => 0.045 + (i * 0.057)), 0.93, 0.96, 0.985, 1];
        var root = Shapes.Loft(stations, 20, (t, angle) =>
        {
            var radius = RadiusAt(t) * (1 + Ripple(t, angle));
            return new(X(t), -0.0002 + (radius * PortableMath.Cos(angle)), TableZ + Taper(t) + (radius * PortableMath.Sin(angle)));
        });
        var crown = new Vector3(CrownX - 0.003, 0, TableZ + Radius - 0.001);
        Vector3[] tops =
        [
            new(0.0542, 0.001, 0.003),
            new(0.048, -0.011, 0.006),
            new(0.049, 0.0115, 0.005),
            new(0.047, 0.004, 0.0234),
            new(0.051, -0.005, 0.0145),
            new(0.045, 0.009, 0.016),
            new(0.052, 0.006, -0.006),
            new(0.051, -0.007, -0.005),
        ];
        var tuft = Mesh.Combine([.. tops.Select(top => Stem(crown, top))]);
        var fit = ObjectModel.Fill(Mesh.Combine(root, tuft).Bounds, box);

        var collision = ImmutableArray.CreateBuilder<CollisionShape>();
        // Capsules of one radius each, all resting on the same line, follow the taper to within a millimetre; a sphere is the shoulder.
        double[] cuts = [0.0, 0.05, 0.13, 0.25, 0.4, 0.56, 0.71, 0.85];
        for (var i = 0; i + 1 < cuts.Length; i++)
        {
            var radius = RadiusAt((cuts[i] + cuts[i + 1]) / 2);
            var from = X(cuts[i]) + (radius * (i == 0 ? 1 : 0.4));
            collision.Add(new CapsuleShape(new(from, -0.0002, TableZ + radius), new(X(cuts[i + 1]), -0.0002, TableZ + radius), radius));
        }
        collision.Add(new SphereShape(new(0.0135, -0.0002, TableZ + 0.016), 0.016));
        collision.AddRange(tops.Select(top => new CapsuleShape(fit(crown), fit(top + ((crown - top).Normalized() * 0.0025)), 0.0022)));

        return new ObjectModel(
            "carrot",
            1044,
            box,
            [
                new("root", root.Map(fit), new(Rgb.White, Picture.Bake(Skin, 256, 256), 0.25, 0.3)),
                new("tuft", tuft.Map(fit), new(Rgb.White, Picture.Bake(Leaf, 32, 64), 0.1, 0.1)),
            ],
            collision.ToImmutable(),
            Contact.Rolling
        ).Shaded(60);
    }

    private static double X(double t) => TipX + (t * (CrownX - TipX));

    private static double Taper(double t) => Radius * (0.12 + (0.88 * PortableMath.Pow(t, 0.72)));

    /// <summary>The taper, rounded off at the tip and at the crown.</summary>
    private static double RadiusAt(double t)
    {
        var radius = Taper(t);
        if (t < 0.045)
            radius *= Math.Sqrt(Math.Max(0, 1 - ((1 - (t / 0.045)) * (1 - (t / 0.045)))));
        if (t > 0.86)
            radius *= Math.Sqrt(1 - (0.8 * (t - 0.86) / 0.14 * (t - 0.86) / 0.14));
        return radius;
    }

    private static double Ripple(double t, double angle) =>
        t is < 0.02 or > 0.9 ? 0 : 0.045 * (Noise.At(11, t * 16, PortableMath.Cos(angle), PortableMath.Sin(angle)) - 0.5);

    private static Mesh Stem(Vector3 crown, Vector3 top)
    {
        (double S, double Radius)[] profile = [(0, 0.0016), (0.35, 0.0015), (0.6, 0.0034), (0.85, 0.003), (1, 0.0008)];
        return Shapes.Sweep(new(0, 0, 1), 6, [.. profile.Select(p => (crown + ((top - crown) * p.S), p.Radius, p.Radius))]);
    }

    private static Rgb Skin(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0xE0640C).Mix(Rgb.Hex(0xF58A24), Noise.Fractal(21, v * 9, c * 1.5, s * 1.5, 3));
        // Growth rings: short dark creases that run part of the way round.
        var crease = Noise.At(31, v * 34, c * 0.9, s * 0.9);
        color = color.Mix(Rgb.Hex(0xA8450A), 0.75 * PortableMath.SmoothStep(0.70, 0.86, crease));
        color = color.Mix(Rgb.Hex(0xFFB25A), 0.35 * PortableMath.SmoothStep(0.72, 0.9, Noise.At(41, v * 40, c * 1.2, s * 1.2)));
        return color.Mix(Rgb.Hex(0x6F7A22), PortableMath.SmoothStep(0.965, 0.995, v));
    }

    private static Rgb Leaf(double u, double v) =>
        Rgb.Hex(0x5E8F2A).Mix(Rgb.Hex(0x2F7A22), v).Mix(Rgb.Hex(0x8FC24A), 0.6 * Noise.At(5, u * 8, v * 14));
}
