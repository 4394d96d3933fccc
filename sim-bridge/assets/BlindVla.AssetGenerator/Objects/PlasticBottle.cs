using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A water bottle lying along y, cap at +y.</summary>
internal static class PlasticBottle
{
    // Heights above the bottom, metres; the bottle is turned upright and laid down afterwards.
    private const double Height = 0.1216;
    private const double CapBottom = 0.108;
    private const double LabelBottom = 0.036;
    private const double LabelTop = 0.070;
    private const double Radius = 0.0188;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0172, -0.0524, -0.0179), new(0.0189, 0.0692, 0.0211));
        var body = Shapes.Revolution(
            24,
            (0, 0.003),
            (0.010, 0.0015),
            (0.0145, 0),
            (0.0178, 0.003),
            (Radius, 0.008),
            (Radius, 0.016),
            (0.0180, 0.018),
            (Radius, 0.020),
            (Radius, 0.026),
            (0.0180, 0.028),
            (Radius, 0.030),
            (Radius, LabelBottom),
            (Radius, LabelTop),
            (0.0180, 0.072),
            (0.0186, 0.074),
            (0.0168, 0.084),
            (0.0136, 0.093),
            (0.0098, 0.101),
            (0.0082, 0.105),
            (0.0082, CapBottom),
            (0, CapBottom)
        );
        var label = Shapes.Revolution(
            24,
            (Radius - 0.001, LabelBottom),
            (Radius + 0.0002, LabelBottom),
            (Radius + 0.0002, LabelTop),
            (Radius - 0.001, LabelTop)
        );
        var cap = Shapes.Revolution(
            24,
            (0.0078, CapBottom - 0.001),
            (0.0092, CapBottom),
            (0.0092, Height - 0.0015),
            (0.0080, Height),
            (0, Height)
        );
        var fit = ObjectModel.Fill(Mesh.Combine(body, label, cap).LaidAlongY().Bounds, box);
        Vector3 Axis(double height) => fit(new(0, height, 0));

        return new ObjectModel(
            "plastic_bottle",
            1916,
            box,
            [
                new("body", body.LaidAlongY().Map(fit), new(Rgb.White, Picture.Bake(Plastic, 128, 256), 0.9, 0.8)),
                new(
                    "label",
                    label
                        .LaidAlongY()
                        .Map(fit)
                        .MapTexture(v => (v.U, (v.Position.Y - Axis(LabelBottom).Y) / (Axis(LabelTop).Y - Axis(LabelBottom).Y))),
                    new(Rgb.White, Picture.Bake(Label, 512, 128), 0.3, 0.4)
                ),
                new("cap", cap.LaidAlongY().Map(fit), new(Rgb.White, Picture.Bake(Cap, 256, 16), 0.4, 0.5)),
            ],
            [
                new CylinderShape(Axis(0.0018), Axis(0.0105), 0.0170),
                .. Octagon.Around(Axis(0.0090), Axis(0.0702), box.Size.X / 2, box.Size.Z / 2),
                new CylinderShape(Axis(0.068), Axis(0.084), 0.0174),
                new CylinderShape(Axis(0.084), Axis(0.089), 0.0160),
                new CylinderShape(Axis(0.089), Axis(0.0945), 0.0142),
                new CylinderShape(Axis(0.0945), Axis(0.1005), 0.0116),
                new CylinderShape(Axis(0.1005), Axis(Height), 0.0090),
            ],
            Contact.Rolling
        ).Shaded(40);
    }

    /// <summary>Clear plastic is painted, not blended: what shines through is a pale blue with streaks along the bottle.</summary>
    private static Rgb Plastic(double u, double v)
    {
        var color = Rgb.Hex(0x9CC9DE).Mix(Rgb.Hex(0xD6EEF6), 0.5 + (0.5 * PortableMath.Cos(2 * Math.PI * 2 * u)));
        var streak = PortableMath.SmoothStep(0.62, 0.85, Noise.At(3, u * 18, v * 1.5));
        color = color.Mix(Rgb.Hex(0xF6FDFF), 0.8 * streak);
        color = color.Mix(Rgb.Hex(0x5F9DBB), 0.5 * PortableMath.SmoothStep(0.65, 0.9, Noise.At(4, u * 14, v * 2)));
        return color.Mix(Rgb.Hex(0x6CAFCB), 0.4 * PortableMath.SmoothStep(0.12, 0.0, v));
    }

    private static Rgb Label(double u, double v)
    {
        var color = Rgb.Hex(0x1657B0).Mix(Rgb.Hex(0x2F86DA), v);
        // Two waves under the word.
        var wave = 0.24 + (0.06 * PortableMath.Sin(2 * Math.PI * 6 * u));
        if (v < wave)
            color = Rgb.Hex(0xE9F6FC);
        if (v < wave - 0.12)
            color = Rgb.Hex(0x46B4D8);
        if (v is > 0.93 or < 0.03)
            color = Rgb.White;
        var third = (u * 3) - Math.Floor(u * 3);
        return Lettering.IsInk("AQUA", (third - 0.2) / 0.6, (v - 0.42) / 0.38) ? Rgb.White : color;
    }

    private static Rgb Cap(double u, double v) => Rgb.Hex(0x1F5FC0) * (0.8 + (0.2 * PortableMath.Cos(2 * Math.PI * 32 * u)));
}
