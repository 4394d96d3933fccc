using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A brown onion lying on its side, dry neck at +y, roots at -y.</summary>
internal static class Onion
{
    private const double MiddleY = -0.0022;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0256, -0.0313, -0.0257), new(0.0253, 0.031, 0.0255));
        var bulb = Shapes
            .Revolution(
                24,
                (0, -0.0280),
                (0.0050, -0.0278),
                (0.0110, -0.0260),
                (0.0176, -0.0212),
                (0.0228, -0.0138),
                (0.0254, -0.0040),
                (0.0248, 0.0050),
                (0.0215, 0.0127),
                (0.0150, 0.0194),
                (0.0098, 0.0225),
                (0.0066, 0.0252),
                (0.0042, 0.0272),
                (0.0032, 0.0292),
                (0.0036, 0.0306),
                (0.0030, 0.0310),
                (0, 0.0306)
            )
            .LaidAlongY();
        var roots = Shapes.Revolution(8, (0, -0.0302), (0.0034, -0.0313), (0.0050, -0.0290), (0.0042, -0.0262), (0, -0.0260)).LaidAlongY();
        var fit = ObjectModel.Fill(Mesh.Combine(bulb, roots).Bounds, box);
        return new ObjectModel(
            "onion",
            1137,
            box,
            [
                new("bulb", bulb.Map(fit), new(Rgb.White, Picture.Bake(Skin, 256, 256), 0.5, 0.5)),
                new("roots", roots.Map(fit), new(Rgb.White, Picture.Bake(Roots, 64, 16), 0.05, 0.1)),
            ],
            [
                new SphereShape(new(0, MiddleY, box.Center.Z), 0.0247),
                // The flat spot it rests on.
                new BoxShape(new(0, MiddleY, box.Center.Z), new(0.0050, 0.0050, box.Size.Z / 2)),
                new SphereShape(fit(new(0, 0.0140, 0)), 0.0122),
                new CapsuleShape(fit(new(0, 0.0180, 0)), fit(new(0, 0.0282, 0)), 0.0030),
                new CapsuleShape(fit(new(0, -0.0240, 0)), fit(new(0, -0.0280, 0)), 0.0036),
            ],
            Contact.Rolling
        ).Shaded(60);
    }

    private static Rgb Skin(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0xB9631E).Mix(Rgb.Hex(0xE0A04C), Noise.Fractal(3, c * 2, s * 2, v * 3, 2));
        // Veins run from the roots to the neck.
        var vein = PortableMath.Cos((26 * 2 * Math.PI * u) + (3 * Noise.At(5, c * 2, s * 2, v * 2)));
        color = color.Mix(Rgb.Hex(0x7E3E12), 0.55 * PortableMath.SmoothStep(0.45, 1, vein));
        color = color.Mix(Rgb.Hex(0xF0C27E), 0.45 * PortableMath.SmoothStep(0.62, 0.75, Noise.Fractal(7, c * 3, s * 3, v * 5, 2)));
        return color
            .Mix(Rgb.Hex(0xD8C08A), PortableMath.SmoothStep(0.78, 0.88, v))
            .Mix(Rgb.Hex(0x8A6A3A), PortableMath.SmoothStep(0.93, 0.98, v));
    }

    private static Rgb Roots(double u, double v) => Rgb.Hex(0xB59A6A) * (0.7 + (0.3 * PortableMath.Cos(2 * Math.PI * 12 * u)));
}
