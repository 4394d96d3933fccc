using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A green, slightly bent fruit lying on its side, stalk at -x.</summary>
internal static class Zucchini
{
    private const double CenterZ = 0.0007;
    private const double Radius = 0.0130;
    private const double StalkX = -0.0540;
    private const double TipX = 0.0486;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0615, -0.0184, -0.0123), new(0.0486, 0.0123, 0.0137));
        (double T, double Radius)[] profile =
        [
            (0, 0.0062),
            (0.02, 0.0078),
            (0.06, 0.0096),
            (0.12, 0.0110),
            (0.22, 0.0121),
            (0.36, 0.0128),
            (0.52, Radius),
            (0.68, Radius),
            (0.80, 0.0126),
            (0.88, 0.0114),
            (0.94, 0.0092),
            (0.98, 0.0062),
            (1, 0.0030),
        ];
        var fruit = Shapes.Sweep(new(0, 0, 1), 18, [.. profile.Select(p => (Center(p.T), p.Radius, p.Radius))]);
        var stalk = Shapes.Sweep(
            new(0, 0, 1),
            6,
            (Center(0.03), 0.0058, 0.0058),
            (Center(-0.01), 0.0048, 0.0048),
            (Center(-0.045), 0.0042, 0.0042),
            (Center(-0.073), 0.0046, 0.0046)
        );
        var fit = ObjectModel.Fill(Mesh.Combine(fruit, stalk).Bounds, box);
        Vector3 Raised(double t, double bottom) => fit(Center(t)) with { Z = box.Min.Z + bottom };
        CapsuleShape Piece(double from, double to, double radius, double bottom = 0) =>
            new(Raised(from, bottom + radius), Raised(to, bottom + radius), radius);
        return new ObjectModel(
            "zucchini",
            715,
            box,
            [
                new("fruit", fruit.Map(fit), new(Rgb.White, Picture.Bake(Skin, 256, 256), 0.4, 0.5)),
                new("stalk", stalk.Map(fit), new(Rgb.White, Picture.Bake(Stalk, 32, 32), 0.1, 0.1)),
            ],
            [
                Piece(0.12, 0.24, 0.0112, 0.0010),
                Piece(0.24, 0.39, 0.0125),
                Piece(0.39, 0.55, 0.0126),
                Piece(0.55, 0.78, 0.0129),
                Piece(0.78, 0.888, 0.0112, 0.0010),
                new CapsuleShape(fit(Center(-0.030)), fit(Center(0.08)), 0.0052),
                new SphereShape(fit(Center(0.075)), 0.0092),
            ],
            Contact.Rolling
        ).Shaded(60);
    }

    /// <summary>The bent axis: t = 0 where the stalk begins, 1 at the other end.</summary>
    private static Vector3 Center(double t)
    {
        var x = PortableMath.Lerp(StalkX, TipX, t);
        // A parabola, 10 mm deep.
        var along = (2 * t) - 1;
        return new(x, -0.0007 - (0.0105 * along * along), CenterZ);
    }

    private static Rgb Skin(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0x1F4F1C).Mix(Rgb.Hex(0x35702A), Noise.Fractal(3, v * 6, c * 2, s * 2, 3));
        // Eight pale, ragged stripes, and flecks everywhere.
        var stripe = PortableMath.Cos((8 * 2 * Math.PI * u) + (1.5 * Noise.At(5, v * 12, c, s)));
        color = color.Mix(Rgb.Hex(0x7FA650), 0.55 * PortableMath.SmoothStep(0.55, 0.95, stripe));
        color = color.Mix(Rgb.Hex(0xB7CF86), 0.7 * PortableMath.SmoothStep(0.72, 0.82, Noise.At(7, v * 70, c * 9, s * 9)));
        return color.Mix(Rgb.Hex(0x8E8A4A), PortableMath.SmoothStep(0.975, 0.995, v));
    }

    private static Rgb Stalk(double u, double v) => Rgb.Hex(0x7C9A44).Mix(Rgb.Hex(0xC9C48C), PortableMath.SmoothStep(0.80, 0.95, v));
}
