using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A flat bottle of barbecue sauce, standing, with a label on either face.</summary>
internal static class BbqSauce
{
    private const double LabelHalfWidth = 0.0175;
    private const double LabelBottom = -0.0210;
    private const double LabelTop = 0.0150;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0265, -0.0162, -0.0286), new(0.0265, 0.0162, 0.0486));
        // From the foot to the neck: height, half width, half depth, and how square the outline is (1 round, 0.5 squarish).
        (double Z, double HalfWidth, double HalfDepth, double Roundness)[] profile =
        [
            (-0.0286, 0.0250, 0.0147, 0.5),
            (-0.0274, 0.0260, 0.0156, 0.5),
            (-0.0250, 0.0265, 0.0160, 0.5),
            (0.0185, 0.0265, 0.0160, 0.5),
            (0.0210, 0.0256, 0.0154, 0.5),
            (0.0226, 0.0232, 0.0140, 0.55),
            (0.0238, 0.0190, 0.0120, 0.7),
            (0.0248, 0.0140, 0.0106, 0.85),
            (0.0256, 0.0100, 0.0094, 1),
            (0.0272, 0.0083, 0.0083, 1),
            (0.0310, 0.0081, 0.0081, 1),
        ];
        var bottle = Shapes.Loft([.. profile.Select(p => p.Z)], 24, (z, angle) =>
        {
            var ring = profile.First(p => p.Z == z);
            double Shaped(double x) => Math.Sign(x) * PortableMath.Pow(Math.Abs(x), ring.Roundness);
            return new(ring.HalfWidth * Shaped(PortableMath.Cos(angle)), ring.HalfDepth * Shaped(PortableMath.Sin(angle)), z);
        });
        var cap = Shapes.Cylinder(0.0102, 0.0296, box.Max.Z, 20, 0.0012);
        var front = Shapes
            .Box(new(-LabelHalfWidth, box.Min.Y, LabelBottom), new(LabelHalfWidth, -0.0140, LabelTop))
            .MapTexture(v => (0.5 + (v.Position.X / (2 * LabelHalfWidth)), (v.Position.Z - LabelBottom) / (LabelTop - LabelBottom)));
        BoxShape Block(double halfWidth, double halfDepth, double bottom, double top) =>
            new(new(0, 0, (bottom + top) / 2), new(halfWidth, halfDepth, (top - bottom) / 2));
        return new ObjectModel(
            "bbq_sauce",
            1057,
            box,
            [
                new("bottle", bottle, new(Rgb.Hex(0x4A160C), Specular: 0.8, Shininess: 0.7)),
                new("label", Mesh.Combine(front, front.RotatedZ(180)), new(Rgb.White, Picture.Bake(Label, 256, 256), 0.2, 0.3)),
                new("cap", cap, new(Rgb.White, Picture.Bake(Ribs, 256, 16), 0.3, 0.4)),
            ],
            [
                Block(0.0225, 0.0139, box.Min.Z, 0.0220),
                Block(0.0262, 0.0095, -0.0270, 0.0205),
                Block(0.0158, 0.0162, -0.0270, 0.0205),
                Block(0.0168, 0.0106, 0.0210, 0.0238),
                new CylinderShape(new(0, 0, 0.0230), new(0, 0, box.Max.Z), 0.0098),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    private static Rgb Label(double u, double v)
    {
        if (u is < 0.03 or > 0.97 || v is < 0.03 or > 0.97)
            return Rgb.Hex(0xF2C230);
        if (Lettering.IsInk("BBQ", (u - 0.10) / 0.80, (v - 0.46) / 0.42))
            return Rgb.Hex(0xFFF4D8);
        // Flames lick up from below.
        var flame = 0.18 + (0.20 * Noise.At(3, u * 9, 0.5));
        if (v < flame)
            return Rgb.Hex(0xF28A1C).Mix(Rgb.Hex(0xFFE36A), 1 - (v / flame));
        return Rgb.Hex(0xB81D14);
    }

    private static Rgb Ribs(double u, double v) => Rgb.Hex(0x1A1A1C) * (1 + (0.5 * PortableMath.Cos(2 * Math.PI * 24 * u)));
}
