using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A green drink can lying along y, lid at +y. The label is our own; the name is the catalogue's.</summary>
internal static class SevenUpCan
{
    private const double Radius = 0.0166;
    private const double Height = 0.061;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0165, -0.0314, -0.0164), new(0.0166, 0.0296, 0.0167));
        var wall = DrinkCan.Wall(Radius, Height);
        var metal = DrinkCan.Metal(Radius, Height);
        var fit = ObjectModel.Fill(Mesh.Combine(wall, metal).LaidAlongY().Bounds, box);
        Vector3 Axis(double height) => fit(new(0, height, 0));

        return new ObjectModel(
            "7up_can",
            790,
            box,
            [
                new(
                    "label",
                    wall.LaidAlongY().Map(fit).MapTexture(v => (v.U, (v.Position.Y - box.Min.Y) / box.Size.Y)),
                    new(Rgb.White, Picture.Bake(Label, 512, 256), 0.7, 0.7)
                ),
                new("metal", metal.LaidAlongY().Map(fit), new(Rgb.Hex(0xC9CDD2), Specular: 1, Shininess: 0.8)),
            ],
            [
                .. Octagon.Around(Axis(0.0052), Axis(0.0552), box.Size.X / 2, box.Size.Z / 2),
                new CylinderShape(Axis(0), Axis(Height), 0.0146),
            ],
            Contact.Rolling
        ).Shaded(40);
    }

    private static Rgb Label(double u, double v)
    {
        if (v is < 0.07 or > 0.93)
            return Rgb.Hex(0xC6CACE);
        var color = Rgb.Hex(0x0B7A34).Mix(Rgb.Hex(0x19A84A), v);
        var half = (u * 2) - Math.Floor(u * 2);
        // A bright sash climbs round the can, bubbles above it.
        var sash = v - (0.20 + (0.42 * half));
        if (Math.Abs(sash) < 0.055)
            color = Rgb.Hex(0xF4E23A);
        else if (Math.Abs(sash) < 0.075)
            color = Rgb.White;
        // A slice of lime.
        var (x, y) = ((half - 0.73) * 0.104 / 0.061, v - 0.42);
        var distance = Math.Sqrt((x * x) + (y * y));
        if (distance < 0.21)
        {
            var spoke = Math.Abs(PortableMath.Sin(4 * PortableMath.Atan2(y, x))) * distance;
            color =
                distance > 0.185 ? Rgb.Hex(0x4F9E1E)
                : distance > 0.165 || spoke < 0.018 ? Rgb.Hex(0xF3F8D8)
                : Rgb.Hex(0xA8D83C);
        }
        return Lettering.IsInk("LIME", (half - 0.08) / 0.46, (v - 0.60) / 0.24) ? Rgb.White : color;
    }
}
