using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>Bun, patty, melted cheese, lettuce and the domed half of the bun.</summary>
internal static class Hamburger
{
    private const double DomeBottom = 0.0030;
    private const double DomeRadius = 0.0203;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.025, -0.0261, -0.0189), new(0.0243, 0.0249, 0.0223));
        var heel = Shapes.Revolution(
            20,
            (0, -0.0189),
            (0.0214, -0.0189),
            (0.0233, -0.0180),
            (0.0241, -0.0150),
            (0.0234, -0.0108),
            (0, -0.0108)
        );
        var patty = Shapes.Loft([-0.0112, -0.0104, -0.0078, -0.0050, -0.0040], 20, (z, angle) =>
        {
            var share = z is < -0.011 or > -0.0045 ? 0.95 : 1;
            return Around(
                0.0236 * share * (1 + (0.05 * (Noise.At(3, 3 * PortableMath.Cos(angle), 3 * PortableMath.Sin(angle), z * 200) - 0.5))),
                angle,
                z
            );
        });
        // The corners of the slice hang over the patty.
        var cheese = Shapes.Loft([-0.0044, -0.0030], 24, (z, angle) =>
        {
            var corner = PortableMath.SmoothStep(0.2, 1, PortableMath.Cos(4 * (angle - 0.4)));
            return Around(0.0226 + (0.0016 * corner), angle, z - (z < -0.004 ? 0.0040 * corner : 0.0022 * corner));
        });
        var lettuce = Shapes.Loft([-0.0036, -0.0006, 0.0026], 36, (z, angle) =>
        {
            var frill = PortableMath.Cos(8 * angle);
            var share = z is > -0.001 and < 0 ? 1 : 0.95;
            return Around(share * (0.0246 + (0.0008 * frill)), angle, z + (0.0012 * PortableMath.Cos((8 * angle) + 1)));
        });
        var dome = Shapes.Revolution(
            20,
            (0, DomeBottom - 0.0012),
            (0.0228, DomeBottom - 0.0012),
            (0.0238, 0.0032),
            (0.0233, 0.0060),
            (0.0210, 0.0104),
            (0.0180, 0.0143),
            (0.0140, 0.0180),
            (0.0090, 0.0207),
            (0.0040, 0.0220),
            (0, 0.0223)
        );
        var parts = Mesh.Combine(heel, patty, cheese, lettuce, dome);
        var fit = ObjectModel.Fill(parts.Bounds, box);
        var middle = fit(Vector3.Zero) with { Z = 0 };
        CylinderShape Layer(double bottom, double top, double radius) =>
            new(middle + new Vector3(0, 0, bottom), middle + new Vector3(0, 0, top), radius);
        return new ObjectModel(
            "hamburger",
            863,
            box,
            [
                new("heel", heel.Map(fit), new(Rgb.Hex(0xD9A050), Specular: 0.1, Shininess: 0.2)),
                new("patty", patty.Map(fit), new(Rgb.White, Picture.Bake(Meat, 128, 32), 0.2, 0.2)),
                new("cheese", cheese.Map(fit), new(Rgb.Hex(0xF7B51C), Specular: 0.3, Shininess: 0.3)),
                new("lettuce", lettuce.Map(fit), new(Rgb.White, Picture.Bake(Leaf, 128, 16), 0.2, 0.3)),
                new(
                    "dome",
                    dome.Map(fit).MapTexture(v => (0.5 + ((v.Position.X - middle.X) * 20), 0.5 + ((v.Position.Y - middle.Y) * 20))),
                    new(Rgb.White, Picture.Bake(Bun, 192, 192), 0.3, 0.4)
                ),
            ],
            [
                Foot.Under(middle.X, middle.Y, box.Min.Z, 0.0214),
                .. Octagon.Upright(middle + new Vector3(0, 0, -0.0170), middle + new Vector3(0, 0, DomeBottom), 0.0228, 0.0237),
                Layer(DomeBottom, 0.0092, 0.0222),
                Layer(0.0092, 0.0122, 0.0196),
                // The largest sphere that shows nowhere but at the top.
                new SphereShape(middle + new Vector3(0, 0, box.Max.Z - DomeRadius), DomeRadius),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Vector3 Around(double radius, double angle, double z) =>
        new(radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle), z);

    private static Rgb Meat(double u, double v) => Rgb.Hex(0x3E2213).Mix(Rgb.Hex(0x7A4626), Noise.Fractal(5, u * 40, v * 10, 3));

    private static Rgb Leaf(double u, double v) => Rgb.Hex(0x4E9A2C).Mix(Rgb.Hex(0xA4D65A), Noise.At(7, u * 36, v * 4));

    /// <summary>Seen from above: toasted, with seeds of sesame in the centres of jittered cells.</summary>
    private static Rgb Bun(double u, double v)
    {
        var color = Rgb.Hex(0xC47A2C).Mix(Rgb.Hex(0xDB9A48), Noise.Fractal(9, u * 6, v * 6, 3));
        const int cells = 11;
        var (column, row) = ((int)(u * cells), (int)(v * cells));
        var dx = (u * cells) - column - 0.3 - (0.4 * Noise.Lattice(1, column, row, 0));
        var dy = (v * cells) - row - 0.3 - (0.4 * Noise.Lattice(2, column, row, 0));
        var turn = Math.PI * Noise.Lattice(4, column, row, 0);
        var (c, s) = (PortableMath.Cos(turn), PortableMath.Sin(turn));
        var (along, across) = ((dx * c) + (dy * s), (dy * c) - (dx * s));
        return ((along * along) / 0.050) + ((across * across) / 0.018) < 1 ? Rgb.Hex(0xF7E6BC) : color;
    }
}
