using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>An uneven tuber lying along y.</summary>
internal static class Potato
{
    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0244, -0.037, -0.0225), new(0.0246, 0.037, 0.022));
        var tuber = Shapes
            .Superellipsoid(new(0.0245, 0.02225, 0.037), 0.83, 1, 20, 14)
            .LaidAlongY()
            .Map(p =>
            {
                var bump = Noise.Fractal(11, p.X * 55, p.Y * 55, p.Z * 55, 2) - 0.5;
                return p * (1 + (0.04 * bump));
            });
        var fit = ObjectModel.Fill(tuber.Bounds, box);
        const double radius = 0.0222;
        CapsuleShape Half(double x) => new(new(x, -0.0138, box.Center.Z), new(x, 0.0138, box.Center.Z), radius);
        return new ObjectModel(
            "potato",
            1355,
            box,
            [new("tuber", tuber.Map(fit), new(Rgb.White, Picture.Bake(Skin, 256, 256), 0.1, 0.15))],
            [
                // Side by side, so that it has two lines to rest on.
                Half(-0.0014),
                Half(0.0016),
            ],
            Contact.Rolling
        ).Shaded(60);
    }

    private static Rgb Skin(double u, double v)
    {
        var latitude = (v - 0.5) * Math.PI;
        var (c, s) = (
            PortableMath.Cos(latitude) * PortableMath.Cos(2 * Math.PI * u),
            PortableMath.Cos(latitude) * PortableMath.Sin(2 * Math.PI * u)
        );
        var z = PortableMath.Sin(latitude);
        var color = Rgb.Hex(0xB98F54).Mix(Rgb.Hex(0xD9B67C), Noise.Fractal(3, c * 3, s * 3, z * 4, 3));
        color = color.Mix(Rgb.Hex(0x8F6A3A), 0.6 * PortableMath.SmoothStep(0.62, 0.80, Noise.Fractal(13, c * 9, s * 9, z * 12, 2)));
        // Eyes: small dark dents with a lighter brow.
        var eye = Noise.At(23, c * 3.4, s * 3.4, z * 4.4);
        color = color.Mix(Rgb.Hex(0xE2C690), 0.6 * PortableMath.SmoothStep(0.74, 0.78, eye));
        return color.Mix(Rgb.Hex(0x5A3E1E), 0.9 * PortableMath.SmoothStep(0.79, 0.84, eye));
    }
}
