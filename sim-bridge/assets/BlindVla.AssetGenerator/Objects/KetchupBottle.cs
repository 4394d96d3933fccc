using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A red squeeze bottle lying along y, its white nozzle at +y.</summary>
internal static class KetchupBottle
{
    // Heights above the bottom, metres; the bottle is turned upright and laid down afterwards.
    private const double Height = 0.0813;
    private const double Radius = 0.0104;
    private const double LabelBottom = 0.012;
    private const double LabelTop = 0.047;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0104, -0.0374, -0.0104), new(0.0104, 0.0439, 0.0104));
        var body = Shapes.Revolution(
            20,
            (0, 0.0008),
            (0.0080, 0),
            (0.0098, 0.0012),
            (0.0103, 0.0035),
            (0.0103, 0.0500),
            (0.0099, 0.0545),
            (0.0086, 0.0595),
            (0.0070, 0.0640),
            (0.0062, 0.0670),
            (0.0062, 0.0690),
            (0, 0.0690)
        );
        var label = Shapes.Revolution(
            20,
            (Radius - 0.001, LabelBottom),
            (Radius, LabelBottom),
            (Radius, LabelTop),
            (Radius - 0.001, LabelTop)
        );
        var nozzle = Shapes.Revolution(
            20,
            (0.0062, 0.0660),
            (0.0076, 0.0662),
            (0.0076, 0.0705),
            (0.0058, 0.0725),
            (0.0032, 0.0745),
            (0.0020, 0.0805),
            (0.0014, Height),
            (0, Height)
        );
        var fit = ObjectModel.Fill(Mesh.Combine(body, label, nozzle).LaidAlongY().Bounds, box);
        Vector3 Axis(double height) => new(0, box.Min.Y + height, 0);

        return new ObjectModel(
            "ketchup_bottle",
            500,
            box,
            [
                new("body", body.LaidAlongY().Map(fit), new(Rgb.Hex(0xC4161C), Specular: 0.5, Shininess: 0.5)),
                new(
                    "label",
                    label.LaidAlongY().Map(fit).MapTexture(v => (v.U, (v.Position.Y - Axis(LabelBottom).Y) / (LabelTop - LabelBottom))),
                    new(Rgb.White, Picture.Bake(Label, 384, 256), 0.3, 0.4)
                ),
                new("nozzle", nozzle.LaidAlongY().Map(fit), new(Rgb.Hex(0xF2F2EE), Specular: 0.4, Shininess: 0.5)),
            ],
            [
                .. Octagon.Around(Axis(0.0018), Axis(0.0525), Radius, Radius),
                new CylinderShape(Axis(0.0510), Axis(0.0600), 0.0092),
                new CylinderShape(Axis(0.0590), Axis(0.0730), 0.0070),
                new CapsuleShape(Axis(0.0730), Axis(0.0793), 0.0020),
            ],
            Contact.Rolling
        ).Shaded(40);
    }

    private static Rgb Label(double u, double v)
    {
        if (v is < 0.05 or > 0.95)
            return Rgb.Hex(0x2E8B36);
        // The word is written along the bottle, three times round it, once at the very top.
        var third = (u * 3) - Math.Floor(u * 3);
        if (Lettering.IsInk("KETCHUP", (v - 0.11) / 0.78, (0.76 - third) / 0.52))
            return Rgb.Hex(0xC4161C);
        return third is < 0.08 or > 0.92 ? Rgb.Hex(0xC4161C) : Rgb.Hex(0xFAF6EA);
    }
}
