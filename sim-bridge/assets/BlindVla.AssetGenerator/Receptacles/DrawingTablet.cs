using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A pen display with a drawing on it; keys and a touch ring along its edge at -x, the pen beside the picture.</summary>
internal static class DrawingTablet
{
    private static readonly BoundingBox Box = new(new(-0.0563, -0.042, -0.0029), new(0.0565, 0.042, 0.0007));

    public static ObjectModel Create() => Slab.Rectangular("drawing_tablet", 2868, Box, Print, 0.004, 0.0007, 0.5, 0.6);

    private static Rgb Print(double x, double y)
    {
        // Millimetres.
        (x, y) = (x * 1000, y * 1000);
        if (Figures.Rectangle(x - 8.5, y, 43, 35.5, 1) < 0)
            return Drawing(x - 8.5, y);
        var body = Rgb.Hex(0x23262B).Mix(Rgb.Hex(0x2E3238), Noise.At(2500, x * 2, y * 2));
        var ring = Figures.Disc(x + 46, y, 7);
        if (ring < 0)
            return ring > -1.2 ? Rgb.Hex(0x9AA3AD)
                : ring < -4.6 ? Rgb.Hex(0x4A9FE0)
                : Rgb.Hex(0x3A3F47);
        foreach (var key in (double[])[-31, -21.5, -13, 13, 21.5, 31])
        {
            if (Figures.Rectangle(x + 46, y - key, 4.6, 3, 1) < 0)
                return Rgb.Hex(0x848D97);
        }
        return body;
    }

    /// <summary>Sea, sail and sun in a few strokes of the pen that lies across them. The upper edge of the drawing is at -x.</summary>
    private static Rgb Drawing(double x, double y)
    {
        var (across, up) = (y, -x);
        if (Figures.Stroke(across, up, (20, -36), (31, 10), 1.9) < 0)
            return Figures.Stroke(across, up, (20.6, -33.5), (31, 10), 1.9) < 0 ? Rgb.Hex(0x30343A) : Rgb.Hex(0xD8D8D8);
        if (Figures.Stroke(across, up, (18.8, -41), (20, -36), 0.8) < 0)
            return Rgb.Hex(0xE0A020);
        if (Figures.Disc(across + 17, up - 26, 8) < 0)
            return Rgb.Hex(0xF6B21B);
        if (up < -16 + (3 * PortableMath.Sin(across * 0.35)))
            return up < -28 + (3 * PortableMath.Sin((across * 0.35) + 2)) ? Rgb.Hex(0x1E62B8) : Rgb.Hex(0x3E9BE0);
        if (Figures.Contains([(-20, -10), (16, -10), (10, -19), (-14, -19)], across, up))
            return Rgb.Hex(0xA0522D);
        if (Figures.Contains([(-1, -8), (-1, 22), (-20, -8)], across, up) || Figures.Contains([(1, -8), (1, 18), (14, -8)], across, up))
            return Rgb.Hex(0xD8343A);
        return Rgb.Hex(0xF3F6F8);
    }
}
