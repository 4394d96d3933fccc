using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>
/// A round pan whose handle points to the corner (+x, +y) of its box: the box is as wide as it is long, and a pan that filled it would
/// have no room for a handle.
/// </summary>
internal static class FryingPan
{
    private const double Radius = 0.044;
    private const double FloorRadius = 0.0375;
    private const double FloorTop = -0.0005;
    private const double HandleHalfWidth = 0.0075;

    private static readonly BoundingBox Box = new(new(-0.055, -0.0489, -0.0027), new(0.055, 0.0611, 0.0058));
    private static readonly Vector3 Axis = new(Box.Min.X + Radius, Box.Min.Y + Radius, 0);

    public static ObjectModel Create()
    {
        var (bottom, top) = (Box.Min.Z, Box.Max.Z);
        var dish = Shapes
            .Revolution(
                36,
                (0, bottom),
                (0.0385, bottom),
                (0.0405, bottom + 0.0010),
                (Radius, top - 0.0008),
                (Radius - 0.0006, top),
                (Radius - 0.0018, top),
                (0.0392, FloorTop + 0.0010),
                (FloorRadius, FloorTop),
                (0, FloorTop)
            )
            .Moved(Axis.X, Axis.Y, 0);
        // Along the diagonal from the wall to the corner, where its rounded end touches both sides of the box.
        var end = new Vector3(Box.Max.X - HandleHalfWidth, Box.Max.Y - HandleHalfWidth, 0);
        var length = (end - Axis).Length;
        var outline = new List<(double X, double Y)> { (Radius - 0.0022, -0.0052), (Radius + 0.014, -0.0052) };
        for (var step = 0; step <= 8; step++)
        {
            var angle = PortableMath.Radians(-90 + (22.5 * step));
            outline.Add((length + (HandleHalfWidth * PortableMath.Cos(angle)), HandleHalfWidth * PortableMath.Sin(angle)));
        }
        outline.AddRange([(Radius + 0.014, 0.0052), (Radius - 0.0022, 0.0052)]);
        var handle = Shapes.Extrusion(outline, 0.0012, top - 0.0002, 0.0008).RotatedZ(45).Moved(Axis.X, Axis.Y, 0);
        var fit = ObjectModel.Fill(Mesh.Combine(dish, handle).Bounds, Box);
        var middle = (Radius - 0.003 + length + HandleHalfWidth) / 2;
        return new ObjectModel(
            "frying_pan",
            5104,
            Box,
            [
                Slab.Printed("dish", dish.Map(fit), Box, Coating, 0.6, 0.6),
                new("handle", handle.Map(fit), new(Rgb.Hex(0x6E3B1E), Specular: 0.4, Shininess: 0.4)),
            ],
            [
                .. Slab.RoundContact(
                    new(
                        Axis with
                        {
                            X = Axis.X - FloorRadius,
                            Y = Axis.Y - FloorRadius,
                            Z = bottom,
                        },
                        Axis with
                        {
                            X = Axis.X + FloorRadius,
                            Y = Axis.Y + FloorRadius,
                            Z = FloorTop,
                        }
                    )
                ),
                .. Rim.Around(Axis, 10, (0.0402, 0.0027), new(0.0034, 0.0138, 0.0009), -58),
                new BoxShape(
                    Axis + new Vector3(middle, 0, 0.0034).RotatedZ(45),
                    new(length + HandleHalfWidth - middle - 0.0008, 0.0062, 0.0021),
                    YawDegrees: 45
                ),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Coating(double x, double y)
    {
        (x, y) = ((x - Axis.X) * 1000, (y - Axis.Y) * 1000);
        var radius = Math.Sqrt((x * x) + (y * y));
        if (radius > 41.4)
            return Rgb.Hex(0xA9AEB4);
        var tone = 0.150 + (0.02 * PortableMath.Sin(radius * 4)) + (0.03 * Noise.At(3600, x * 1.5, y * 1.5));
        // The shade where the wall rises, and the gleam of an oily middle.
        tone *= 1 - (0.45 * PortableMath.SmoothStep(3, 0, Math.Abs(radius - 38)));
        tone += 0.06 * PortableMath.SmoothStep(34, 0, Figures.Disc(x + 8, y - 10, 0));
        return new(tone, tone, tone * 1.05);
    }
}
