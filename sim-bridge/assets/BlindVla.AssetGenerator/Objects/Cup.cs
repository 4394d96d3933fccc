using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A white cup of black coffee, its handle at +x.</summary>
internal static class Cup
{
    // Filled to 3 mm below the rim: a finger is wider than the opening, so nothing can tell that the contact surface is closed there.
    private const double CoffeeTop = 0.0328;

    private static readonly Rgb China = Rgb.Hex(0xF5F3EC);

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0221, -0.0222, -0.0012), new(0.0365, 0.0221, 0.036));
        var bowl = Shapes.Revolution(
            24,
            (0, -0.0008),
            (0.0180, -0.0008),
            (0.0186, -0.0012),
            (0.0200, -0.0012),
            (0.0206, -0.0004),
            (0.0208, 0.0060),
            (0.0214, 0.0200),
            (0.0220, 0.0325),
            (0.0221, 0.0352),
            (0.0217, 0.0360),
            (0.0209, 0.0358),
            (0.0204, 0.0345),
            (0.0202, 0.0315),
            (0, 0.0315)
        );
        Vector3[] grip =
        [
            new(0.0195, 0, 0.0295),
            new(0.0260, 0, 0.0302),
            new(0.0318, 0, 0.0285),
            new(0.0345, 0, 0.0230),
            new(0.0335, 0, 0.0155),
            new(0.0285, 0, 0.0095),
            new(0.0190, 0, 0.0072),
        ];
        var handle = Shapes.Sweep(new(0, 1, 0), 8, [.. grip.Select(p => (p, 0.0019, 0.0030))]);
        var coffee = Shapes.Cylinder(0.02045, 0.0300, CoffeeTop, 24);
        var fit = ObjectModel.Fill(Mesh.Combine(bowl, handle).Bounds, box);
        return new ObjectModel(
            "cup",
            1018,
            box,
            [
                new(
                    "bowl",
                    bowl.Map(fit).MapTexture(v => (v.U, (v.Position.Z - box.Min.Z) / box.Size.Z)),
                    new(Rgb.White, Picture.Bake(Glaze, 16, 128), 0.6, 0.7)
                ),
                new("handle", handle.Map(fit), new(China, Specular: 0.6, Shininess: 0.7)),
                new("coffee", coffee.Map(fit), new(Rgb.Hex(0x3A1F10), Specular: 0.6, Shininess: 0.8)),
            ],
            [
                Foot.Under(0, 0, box.Min.Z, 0.0200),
                .. Octagon.Upright(new(0, 0, box.Min.Z + Foot.Clearance), new(0, 0, 0.0345), 0.0207, 0.0207),
                .. CapsuleShape.Chain(0.0024, grip[0], grip[2], grip[3] - new Vector3(0.0005, 0, 0), grip[5], grip[6]),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Glaze(double u, double v) => v is > 0.66 and < 0.86 ? Rgb.Hex(0xC23B2E) : China;
}
