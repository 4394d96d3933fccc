using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A paper cup with lid and straw, standing.</summary>
internal static class FastFoodCup
{
    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0124, -0.0124, -0.022), new(0.0124, 0.0124, 0.0317));
        var paper = Shapes.Revolution(
            20,
            (0, -0.0214),
            (0.0082, -0.0214),
            (0.0086, -0.0220),
            (0.0090, -0.0220),
            (0.0113, 0.0140),
            (0, 0.0140)
        );
        var lid = Shapes.Revolution(
            20,
            (0.0100, 0.0132),
            (0.0120, 0.0132),
            (0.0124, 0.0138),
            (0.0124, 0.0152),
            (0.0114, 0.0162),
            (0.0107, 0.0186),
            (0.0098, 0.0190),
            (0.0094, 0.0182),
            (0, 0.0182)
        );
        Vector3[] tube = [new(0.0020, 0, 0.0170), new(0.0032, 0, 0.0245), new(0.0038, 0, 0.0270), new(0.0070, 0, 0.0307)];
        var straw = Shapes.Sweep(new(0, 1, 0), 8, [.. tube.Select(p => (p, 0.0014, 0.0014))]);
        var fit = ObjectModel.Fill(Mesh.Combine(paper, lid, straw).Bounds, box);
        return new ObjectModel(
            "fast_food_cup",
            500,
            box,
            [
                new(
                    "paper",
                    paper.Map(fit).MapTexture(v => (v.U, (v.Position.Z - box.Min.Z) / 0.036)),
                    new(Rgb.White, Picture.Bake(Print, 256, 128), 0.1, 0.2)
                ),
                new("lid", lid.Map(fit), new(Rgb.Hex(0xF4F4F2), Specular: 0.5, Shininess: 0.5)),
                new("straw", straw.Map(fit), new(Rgb.White, Picture.Bake(Stripes, 32, 64), 0.3, 0.3)),
            ],
            [
                Foot.Under(0, 0, box.Min.Z, 0.0090),
                .. Octagon.Upright(new(0, 0, box.Min.Z + Foot.Clearance), new(0, 0, 0.0136), 0.0101, 0.0101),
                // Two crossed squares are enough for the lid.
                new BoxShape(new(0, 0, 0.0146), new(0.0099, 0.0099, 0.0012)),
                new BoxShape(new(0, 0, 0.0160), new(0.0089, 0.0089, 0.0027), YawDegrees: 45),
                .. CapsuleShape.Chain(0.0015, tube[0], tube[2], tube[3]),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    private static Rgb Print(double u, double v)
    {
        var third = (u * 3) - Math.Floor(u * 3);
        if (Lettering.IsInk("COLA", (third - 0.12) / 0.76, (v - 0.42) / 0.30))
            return Rgb.Hex(0xD21F26);
        if (v is > 0.34 and < 0.80)
            return Rgb.Hex(0xFBF7EC);
        var stripe = (u * 12) - Math.Floor(u * 12);
        return stripe < 0.5 ? Rgb.Hex(0xD21F26) : Rgb.Hex(0xFBF7EC);
    }

    private static Rgb Stripes(double u, double v)
    {
        var turn = (u + (v * 6)) - Math.Floor(u + (v * 6));
        return turn < 0.5 ? Rgb.Hex(0xD21F26) : Rgb.White;
    }
}
