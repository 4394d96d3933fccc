using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A flute filled to 3 mm below its rim, standing. Glass is painted, not blended: gold where the wine shines through, pale above
/// it and below.</summary>
internal static class ChampagneGlass
{
    private const double Radius = 0.0142;
    private const double WineTop = 0.0280;
    private const double BowlBottom = -0.0180;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-Radius, -Radius, -0.0541), new(Radius, Radius, 0.0313));
        var foot = Shapes.Revolution(
            20,
            (0, -0.0534),
            (0.0110, -0.0538),
            (0.0122, -0.0541),
            (0.0136, -0.0541),
            (Radius, -0.0535),
            (Radius, -0.0527),
            (0.0090, -0.0517),
            (0.0036, -0.0500),
            (0.0019, -0.0470),
            (0.0016, -0.0400),
            (0.0016, -0.0220),
            (0.0024, BowlBottom),
            (0, BowlBottom)
        );
        var bowl = Shapes.Revolution(
            20,
            (0, BowlBottom - 0.0005),
            (0.0024, BowlBottom - 0.0003),
            (0.0070, -0.0150),
            (0.0106, -0.0108),
            (0.0128, -0.0050),
            (0.0140, 0.0030),
            (Radius, 0.0110),
            (0.0138, 0.0240),
            (0.0132, 0.0308),
            (0.0129, 0.0313),
            (0.0125, 0.0308),
            (0.0128, 0.0270),
            (0, 0.0270)
        );
        var wine = Shapes.Cylinder(0.0128, 0.0260, WineTop, 20);
        return new ObjectModel(
            "champagne_glass",
            500,
            box,
            [
                new("foot", foot, new(Rgb.White, Picture.Bake(Glass, 64, 64), 1, 0.8)),
                new(
                    "bowl",
                    bowl.MapTexture(v => (v.U, (v.Position.Z - BowlBottom) / (box.Max.Z - BowlBottom))),
                    new(Rgb.White, Picture.Bake(Bowl, 128, 128), 1, 0.8)
                ),
                new("wine", wine, new(Rgb.Hex(0xF7E2A0), Specular: 0.5, Shininess: 0.6)),
            ],
            [
                Foot.Under(0, 0, box.Min.Z, Radius),
                .. Octagon.Upright(new(0, 0, box.Min.Z + Foot.Clearance), new(0, 0, -0.0520), 0.0140, 0.0140),
                new CapsuleShape(new(0, 0, -0.0510), new(0, 0, -0.0170), 0.0022),
                new SphereShape(new(0, 0, -0.0035), 0.0134),
                new CylinderShape(new(0, 0, -0.0035), new(0, 0, 0.0297), 0.0137),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    private static Rgb Glass(double u, double v) =>
        Rgb.Hex(0xB9CDD6).Mix(Rgb.Hex(0xF4FBFD), PortableMath.SmoothStep(0.55, 0.9, Noise.At(3, u * 12, v * 2)));

    private static Rgb Bowl(double u, double v)
    {
        var level = (WineTop - BowlBottom) / (0.0313 - BowlBottom);
        if (v > level || v < 0.04)
            return Rgb.Hex(0xDCE9EE);
        var color = Rgb.Hex(0xE0A828).Mix(Rgb.Hex(0xF6D778), v / level);
        // Strings of bubbles rise; a window is reflected on either side.
        color = color.Mix(Rgb.Hex(0xFFF6D8), 0.8 * PortableMath.SmoothStep(0.74, 0.82, Noise.At(4, u * 40, v * 34)));
        var window = (u * 2) - Math.Floor(u * 2);
        return color.Mix(Rgb.Hex(0xFFFBEC), window is > 0.40 and < 0.47 && v is > 0.35 and < 0.80 ? 0.8 : 0);
    }
}
