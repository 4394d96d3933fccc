using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A pot of terracotta with a tuft of broad leaves.</summary>
internal static class Plant
{
    private const double PotTop = -0.0010;
    private const double LeafLength = 0.0330;

    /// <summary>Where a leaf points to: degrees about z, degrees above the table, share of the full length.</summary>
    private static readonly (double Azimuth, double Elevation, double Share)[] Leaves =
    [
        (110, 80, 1),
        (25, 58, 0.96),
        (225, 60, 0.96),
        (325, 54, 0.92),
        (278, 38, 0.84),
        (75, 44, 0.88),
        (175, 42, 0.92),
    ];

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.022, -0.0214, -0.0411), new(0.0189, 0.0211, 0.0314));
        var pot = Shapes.Revolution(
            20,
            (0, -0.0411),
            (0.0134, -0.0411),
            (0.0140, -0.0405),
            (0.0164, -0.0105),
            (0.0183, -0.0102),
            (0.0189, -0.0094),
            (0.0189, -0.0016),
            (0.0183, PotTop),
            (0.0172, PotTop),
            (0.0168, -0.0026),
            (0, -0.0026)
        );
        var soil = Shapes.Cylinder(0.0169, -0.0030, -0.0018, 20);
        var leaves = Mesh.Combine([.. Leaves.Select(Leaf)]);
        var found = leaves.Bounds;
        var fit = ObjectModel.Fill(
            new(new(found.Min.X, found.Min.Y, PotTop), found.Max),
            new(box.Min with { Z = PotTop }, box.Max with { X = Math.Min(box.Max.X, found.Max.X) })
        );

        return new ObjectModel(
            "plant",
            1051,
            box,
            [
                new("pot", pot, new(Rgb.White, Picture.Bake(Terracotta, 64, 64), 0.1, 0.2)),
                new("soil", soil, new(Rgb.White, Picture.Bake(Soil, 64, 16), 0.05, 0.1)),
                new("leaves", leaves.Map(fit), new(Rgb.White, Picture.Bake(Blade, 64, 64), 0.3, 0.4)),
            ],
            [
                Foot.Under(0, 0, box.Min.Z, 0.0136),
                .. Octagon.Upright(new(0, 0, box.Min.Z + Foot.Clearance), new(0, 0, -0.0090), 0.0147, 0.0147),
                new CylinderShape(new(0, 0, -0.0100), new(0, 0, -0.0014), 0.0189),
                .. Leaves.Select(leaf => BoxShape.Bar(fit(Place(leaf, 0.05)), fit(Place(leaf, 0.945)), 0.0041, 0.0008)),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    /// <summary>The middle line of a leaf, from the soil (0) to the tip (1), slightly bent downwards.</summary>
    private static Vector3 Place((double Azimuth, double Elevation, double Share) leaf, double t)
    {
        var length = LeafLength * leaf.Share;
        var straight = new Vector3(length * t, 0, 0.0012 * 4 * t * (1 - t)).RotatedY(-leaf.Elevation).RotatedZ(leaf.Azimuth);
        return straight + new Vector3(0, 0, -0.0020);
    }

    private static Mesh Leaf((double Azimuth, double Elevation, double Share) leaf)
    {
        (double T, double HalfWidth)[] outline =
        [
            (0, 0.0010),
            (0.16, 0.0016),
            (0.34, 0.0045),
            (0.55, 0.0058),
            (0.74, 0.0052),
            (0.90, 0.0034),
            (0.97, 0.0020),
            (1, 0.0006),
        ];
        return Shapes.Sweep(new(0, 0, 1), 6, [.. outline.Select(o => (Place(leaf, o.T), o.HalfWidth, 0.0006))]);
    }

    private static Rgb Terracotta(double u, double v) => Rgb.Hex(0xB5562C).Mix(Rgb.Hex(0xCB7040), Noise.Fractal(3, u * 16, v * 16, 3));

    private static Rgb Soil(double u, double v) => Rgb.Hex(0x2C1D12).Mix(Rgb.Hex(0x4A3220), Noise.At(3, u * 40, v * 12));

    /// <summary>Both edges of a leaf are at u = 0 and 1/2, its upper rib at 1/4.</summary>
    private static Rgb Blade(double u, double v)
    {
        var fromRib = Math.Abs((u * 4) - 1);
        var color = Rgb.Hex(0x2B7A2E).Mix(Rgb.Hex(0x58A83E), v);
        return color.Mix(Rgb.Hex(0xA9D77E), 0.8 * PortableMath.SmoothStep(0.25, 0.08, fromRib));
    }
}
