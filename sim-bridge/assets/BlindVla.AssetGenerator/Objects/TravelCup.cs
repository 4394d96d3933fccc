using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>An insulated mug with a lid, lying along y with the lid at +y and the handle level at +x.</summary>
internal static class TravelCup
{
    private const double Radius = 0.0172;
    private const double WaistRadius = 0.0155;
    private const double AxisX = -0.0026;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0198, -0.0403, -0.0172), new(0.032, 0.0456, 0.0172));
        Mesh Lay(Mesh upright) => upright.LaidAlongY().Moved(AxisX, box.Min.Y, 0);
        var wall = Lay(Shapes.Revolution(20, (0, 0.0070), (WaistRadius, 0.0070), (WaistRadius, 0.0780), (0, 0.0780)));
        var foot = Lay(
            Shapes.Revolution(
                20,
                (0, 0.0006),
                (0.0140, 0),
                (0.0164, 0.0006),
                (Radius, 0.0020),
                (Radius, 0.0070),
                (WaistRadius - 0.001, 0.0085)
            )
        );
        var lid = Lay(
            Shapes.Revolution(
                20,
                (WaistRadius - 0.001, 0.0745),
                (Radius, 0.0765),
                (Radius, 0.0815),
                (0.0158, 0.0832),
                (0.0132, 0.0836),
                (0.0122, 0.0826),
                (0, 0.0826)
            )
        );
        var spout = Shapes.Box(new(AxisX - 0.0035, 0.0410, 0.0040), new(AxisX + 0.0035, box.Max.Y, 0.0115), 0.0010);
        // It ends where two fingers that close on the middle of the cup begin.
        Vector3[] grip =
        [
            new(0.0110, 0.0190, 0),
            new(0.0240, 0.0190, 0),
            new(0.0297, 0.0230, 0),
            new(0.0297, 0.0320, 0),
            new(0.0240, 0.0360, 0),
            new(0.0110, 0.0360, 0),
        ];
        var handle = Shapes.Sweep(new(0, 0, 1), 8, [.. grip.Select(p => (p, 0.0023, 0.0034))]);
        var plastic = Mesh.Combine(foot, lid, spout, handle);
        var fit = ObjectModel.Fill(Mesh.Combine(wall, plastic).Bounds, box);

        // A box through each of the two rims has the flat side that keeps the cup from rolling.
        BoxShape Rim(double from, double to) => new(new(AxisX, box.Min.Y + ((from + to) / 2), 0), new(0.0066, (to - from) / 2, Radius));
        return new ObjectModel(
            "travel_cup",
            1018,
            box,
            [
                new(
                    "wall",
                    wall.Map(fit).MapTexture(v => (v.U, (v.Position.Y - box.Min.Y) / box.Size.Y)),
                    new(Rgb.White, Picture.Bake(Steel, 64, 256), 0.9, 0.7)
                ),
                new("plastic", plastic.Map(fit), new(Rgb.Hex(0x1D1F24), Specular: 0.3, Shininess: 0.4)),
            ],
            [
                new CylinderShape(new(AxisX, box.Min.Y, 0), new(AxisX, 0.0438, 0), WaistRadius + 0.0002),
                Rim(0.0010, 0.0078),
                Rim(0.0755, 0.0825),
                .. CapsuleShape.Chain(0.0028, grip),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    /// <summary>Teal enamel with a bare band below the lid.</summary>
    private static Rgb Steel(double u, double v)
    {
        var sheen = 0.5 + (0.5 * PortableMath.Cos(2 * Math.PI * 3 * u));
        return v is > 0.80 or < 0.12 ? Rgb.Hex(0xA9B0B6).Mix(Rgb.Hex(0xE4E8EA), sheen) : Rgb.Hex(0x0E7C86).Mix(Rgb.Hex(0x1897A0), sheen);
    }
}
