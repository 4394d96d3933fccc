using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A tall, slim can of an energy drink, standing. The label is our own; the name is the catalogue's.</summary>
internal static class NonstopCan
{
    private const double Radius = 0.0174;
    private const double Height = 0.0853;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0174, -0.0174, -0.0428), new(0.0174, 0.0174, 0.0425));
        var wall = DrinkCan.Wall(Radius, Height);
        var metal = DrinkCan.Metal(Radius, Height);
        var fit = ObjectModel.Fill(Mesh.Combine(wall, metal).Bounds, box);
        Vector3 Axis(double height) => new(0, 0, box.Min.Z + height);

        return new ObjectModel(
            "nonstop_can",
            1248,
            box,
            [
                new(
                    "label",
                    wall.Map(fit).MapTexture(v => (v.U, (v.Position.Z - box.Min.Z) / Height)),
                    new(Rgb.White, Picture.Bake(Label, 512, 384), 0.7, 0.7)
                ),
                new("metal", metal.Map(fit), new(Rgb.Hex(0xC9CDD2), Specular: 1, Shininess: 0.8)),
            ],
            [
                Foot.Under(0, 0, box.Min.Z, 0.0142),
                .. Octagon.Upright(Axis(Foot.Clearance), Axis(0.0044), 0.0140, 0.0140),
                .. Octagon.Upright(Axis(0.0040), Axis(Height - 0.0042), 0.0170, 0.0170),
                new CylinderShape(Axis(Height - 0.0060), Axis(Height), 0.0154),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    private static Rgb Label(double u, double v)
    {
        if (v is < 0.05 or > 0.94)
            return Rgb.Hex(0xC6CACE);
        var third = (u * 3) - Math.Floor(u * 3);
        var color = Rgb.Hex(0x14161C).Mix(Rgb.Hex(0x2A2E3A), v);
        // A magenta flash runs up between the words, which are written along the can.
        var flash = third - 0.86 - (0.05 * (Math.Abs((v * 4) - Math.Floor(v * 4) - 0.5) - 0.25));
        if (Math.Abs(flash) < 0.05)
            color = Rgb.Hex(0xF0208C);
        if (v is < 0.09 or > 0.90)
            color = Rgb.Hex(0xB8F01E);
        return Lettering.IsInk("NONSTOP", (v - 0.12) / 0.75, (0.68 - third) / 0.50) ? Rgb.Hex(0xC8FF28) : color;
    }
}
