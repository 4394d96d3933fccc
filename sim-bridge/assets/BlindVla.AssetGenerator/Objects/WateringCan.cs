using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A can with its spout at +x, and a handle that arches from the front of the lid to the back.</summary>
internal static class WateringCan
{
    private static readonly Vector3 Middle = new(0.0060, 0.0003, 0);
    private static readonly Vector3 HalfSize = new(0.0260, 0.0203, 0.0180);

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0443, -0.02, -0.0192), new(0.0679, 0.0206, 0.0296));
        // From the foot to the rim: height and share of the full width.
        (double Z, double Share)[] profile =
        [
            (-0.0192, 0.975),
            (-0.0180, 0.99),
            (-0.0160, 1),
            (-0.0140, 0.985),
            (0.0100, 0.97),
            (0.0120, 0.985),
            (0.0136, 0.975),
            (0.0150, 0.94),
        ];
        var tank = Shapes.Loft([.. profile.Select(p => p.Z)], 24, (z, angle) =>
        {
            var share = profile.First(p => p.Z == z).Share;
            return Middle + (Plan(angle) * share) + new Vector3(0, 0, z);
        });
        var water = Shapes.Loft([0.0140, 0.0153], 24, (z, angle) =>
        {
            var at = Plan(angle);
            return Middle + new Vector3((at.X * 0.36) - 0.0120, at.Y * 0.76, z);
        });
        Vector3[] spine = [new(0.0280, 0, -0.0100), new(0.0440, 0, 0.0035), new(0.0600, 0, 0.0170)];
        double[] radii = [0.0062, 0.0046, 0.0034];
        var spout = Shapes.Sweep(new(0, 1, 0), 10, [.. spine.Zip(radii, (p, r) => (p, r, r))]);
        var rose = Shapes.Revolution(12, (0, -0.0050), (0.0034, -0.0050), (0.0072, 0.0010), (0.0072, 0.0024), (0, 0.0030)).Map(Rose);
        Vector3[] arch =
        [
            new(0.0200, 0, 0.0140),
            new(0.0170, 0, 0.0205),
            new(0.0080, 0, 0.0262),
            new(-0.0060, 0, 0.0278),
            new(-0.0220, 0, 0.0262),
            new(-0.0350, 0, 0.0190),
            new(-0.0424, 0, 0.0070),
            new(-0.0390, 0, -0.0050),
            new(-0.0280, 0, -0.0105),
            new(-0.0180, 0, -0.0110),
        ];
        var handle = Shapes.Sweep(new(0, 1, 0), 8, [.. arch.Select(p => (p, 0.0019, 0.0026))]);
        var brass = Mesh.Combine(rose, handle);
        var fit = ObjectModel.Fill(Mesh.Combine(tank, spout, brass).Bounds, box);
        BoxShape Tank(double shareX, double shareY) =>
            new(Middle + new Vector3(0, 0, -0.00285), new(HalfSize.X * shareX, HalfSize.Y * shareY, 0.01635));
        return new ObjectModel(
            "watering_can",
            1591,
            box,
            [
                new("tank", tank.Map(fit), new(Rgb.White, Picture.Bake(Enamel, 16, 128), 0.5, 0.6)),
                new("water", water.Map(fit), new(Rgb.Hex(0x12303F), Specular: 0.6, Shininess: 0.8)),
                new("spout", spout.Map(fit), new(Rgb.Hex(0x1F8A70), Specular: 0.5, Shininess: 0.6)),
                new("brass", brass.Map(fit), new(Rgb.Hex(0xC9973A), Specular: 0.7, Shininess: 0.6)),
            ],
            [
                Tank(0.87, 0.86),
                Tank(0.98, 0.60),
                Tank(0.55, 0.98),
                new CapsuleShape(fit(spine[0]), fit(spine[2]), 0.0046),
                new CylinderShape(fit(Rose(new(0, 0, -0.0015))), fit(Rose(new(0, 0, 0.0026))), 0.0068),
                .. CapsuleShape.Chain(
                    0.0023,
                    fit(arch[0]),
                    fit(arch[2]),
                    fit(arch[4]),
                    fit(arch[5]),
                    fit(arch[6]),
                    fit(arch[7]),
                    fit(arch[9])
                ),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    /// <summary>From the frame of the rose, which sprays along its z axis.</summary>
    private static Vector3 Rose(Vector3 p) => p.RotatedY(42) + new Vector3(0.0618, 0, 0.0190);

    /// <summary>A rectangle with generous corners: the sides are flat enough for two fingers.</summary>
    private static Vector3 Plan(double angle)
    {
        static double Squared(double x) => Math.Sign(x) * Math.Sqrt(Math.Abs(x));
        return new(HalfSize.X * Squared(PortableMath.Cos(angle)), HalfSize.Y * Squared(PortableMath.Sin(angle)), 0);
    }

    private static Rgb Enamel(double u, double v) => v is < 0.14 or > 0.80 ? Rgb.Hex(0xC9973A) : Rgb.Hex(0x1F8A70);
}
