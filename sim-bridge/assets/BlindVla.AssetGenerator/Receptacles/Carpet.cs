using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A knotted rug: a medallion in a red field, a blue border of flowers, fringes at both ends of x.</summary>
internal static class Carpet
{
    private const double FringeLength = 0.007;
    private const int Tassels = 15;

    private static readonly BoundingBox Box = new(new(-0.0543, -0.0472, -0.0011), new(0.0557, 0.0471, 0.0026));

    public static ObjectModel Create()
    {
        var outline = new List<(double X, double Y)>();
        // The right end upwards, the left end downwards; a tassel is as wide as the gap beside it.
        var pitch = Box.Size.Y / ((2 * Tassels) - 1);
        for (var i = 0; i < Tassels; i++)
        {
            var y = Box.Min.Y + (2 * i * pitch);
            outline.AddRange([
                (Box.Max.X - FringeLength, y),
                (Box.Max.X, y + (0.2 * pitch)),
                (Box.Max.X, y + (0.8 * pitch)),
                (Box.Max.X - FringeLength, y + pitch),
            ]);
        }
        var left = outline.Select(p => (Box.Min.X + Box.Max.X - p.X, p.Y)).Reverse();
        var rug = Shapes.Extrusion([.. outline, .. left], Box.Min.Z, Box.Max.Z);
        return Slab.Of("carpet", 2815, Box, [Slab.Printed("rug", rug, Box, Print, 0, 0.1)], Slab.Contact(Box));
    }

    private static Rgb Print(double x, double y)
    {
        var (red, navy, cream, gold) = (Rgb.Hex(0x9E1F2B), Rgb.Hex(0x1C2A55), Rgb.Hex(0xE8D8B0), Rgb.Hex(0xC9953C));
        (x, y) = (x - Box.Center.X, y - Box.Center.Y);
        var (ax, ay) = (Math.Abs(x), Math.Abs(y));
        var halfX = (Box.Size.X / 2) - FringeLength;
        if (ax > halfX)
            return Rgb.Hex(0xE9DFC6) * (0.85 + (0.2 * Noise.At(2205, x * 300, y * 2500)));
        var pile = 0.86 + (0.22 * Noise.At(2200, x * 1400, y * 1400));
        var edge = Math.Min(halfX - ax, (Box.Size.Y / 2) - ay);
        return Pattern() * pile;

        Rgb Pattern()
        {
            if (edge < 0.0022)
                return red * 0.7;
            if (edge is < 0.0034 or > 0.0136 and < 0.0150)
                return cream;
            if (edge < 0.0136)
            {
                // Flowers along the border, on the lattice of their spacing.
                const double Spacing = 0.0108;
                var (u, v) = (x - (Spacing * Math.Round(x / Spacing)), y - (Spacing * Math.Round(y / Spacing)));
                var flower = Math.Abs(u) + Math.Abs(v);
                return flower < 0.0016 ? cream
                    : flower < 0.0036 ? gold
                    : flower < 0.0044 ? red
                    : navy;
            }
            var diamond = (ax / 0.031) + (ay / 0.026);
            var steps = diamond + (0.10 * Math.Abs(PortableMath.Sin(PortableMath.Atan2(y, x) * 8)));
            if (steps < 0.30)
                return gold;
            if (steps < 0.52)
                return navy;
            if (steps < 0.62)
                return cream;
            if (steps < 0.88)
                return Rgb.Hex(0x2F6B5E);
            if (steps < 0.98)
                return gold;
            // Corner pieces.
            return (0.0405 - ax) + (0.0330 - ay) < 0.016 ? navy : red;
        }
    }
}
