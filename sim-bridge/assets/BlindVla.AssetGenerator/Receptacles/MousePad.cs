using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A blue pad with a stitched border and the picture of a pointer; its cushion for the wrist is at +x.</summary>
internal static class MousePad
{
    private const double CushionX = 0.0345;
    private const double PadTop = 0.0036;

    private static readonly BoundingBox Box = new(new(-0.0539, -0.0545, 0.0002), new(0.0561, 0.0555, 0.0066));

    // The pointer, in millimetres: tip first, clockwise.
    private static readonly (double X, double Y)[] Pointer =
    [
        (0, 0),
        (27, -27),
        (15.5, -27),
        (22, -42),
        (14.5, -45),
        (8.5, -30.5),
        (0, -39),
    ];

    public static ObjectModel Create()
    {
        var pad = Slab.Body(Box with { Max = Box.Max with { Z = PadTop } }, 0.004, 0.0005);
        // A pillow with a broad flat top; its lower half is inside the pad.
        var middle = Box.Center with { X = (CushionX + Box.Max.X - 0.001) / 2 };
        var half = new Vector3((Box.Max.X - 0.001 - CushionX) / 2, 0.051, Box.Size.Z / 2);
        var cushion = Shapes.Superellipsoid(half, 0.55, 0.3, 28, 8).Moved(middle.X, middle.Y, middle.Z);
        return new ObjectModel(
            "mouse_pad",
            3332,
            Box,
            [
                Slab.Printed("pad", pad.Shaded(30), Box, Print, 0, 0.1),
                new("cushion", cushion.Shaded(50), new(Rgb.Hex(0x24262C), Specular: 0.3, Shininess: 0.3)),
            ],
            [
                new BoxShape(new(Box.Center.X, Box.Center.Y, (Box.Min.Z + PadTop) / 2), new(0.055, 0.055, (PadTop - Box.Min.Z) / 2)),
                new BoxShape(middle, half - new Vector3(0.0020, 0.0020, 0.0007)),
            ],
            Contact.Gripping
        );
    }

    private static Rgb Print(double x, double y)
    {
        // Millimetres across and up the pad, which is upright when seen from +x.
        var (across, up) = ((y - Box.Center.Y) * 1000, -(x - Box.Center.X) * 1000);
        var border = Figures.Rectangle(across, up, 55, 55, 4.5);
        if (border > -2.2)
            return ((int)Math.Floor((across + up) / 1.6) & 1) == 0 ? Rgb.Hex(0x0E1830) : Rgb.Hex(0x3A5078);
        var (px, py) = (across + 14, up - 39);
        if (Figures.Contains(Pointer, px, py))
            return Rgb.White;
        foreach (var (i, point) in Pointer.Index())
        {
            if (Figures.Stroke(px, py, point, Pointer[(i + 1) % Pointer.Length], 1.8) < 0)
                return Rgb.Hex(0x101010);
        }
        var swirl = Noise.Fractal(3300, across * 0.03, up * 0.03, 3);
        var cloth = 0.92 + (0.12 * Noise.At(3301, across * 3, up * 3));
        return Rgb.Hex(0x12408C).Mix(Rgb.Hex(0x2E8CD8), PortableMath.SmoothStep(0.35, 0.65, swirl)) * cloth;
    }
}
