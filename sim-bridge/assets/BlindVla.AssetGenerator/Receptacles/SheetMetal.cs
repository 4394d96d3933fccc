using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A piece of steel tread plate: raised lozenges that lean left and right in turn, a bolt hole in every corner.</summary>
internal static class SheetMetal
{
    private const double Pitch = 0.0092;

    private static readonly BoundingBox Box = new(new(-0.0555, -0.0472, -0.0019), new(0.0553, 0.0471, 0.0013));

    public static ObjectModel Create() => Slab.Rectangular("sheet_metal", 2389, Box, Print, 0.0015, 0.0005, 0.9, 0.6);

    private static Rgb Print(double x, double y)
    {
        var (cx, cy) = (x - Box.Center.X, y - Box.Center.Y);
        var hole = Figures.Disc(Math.Abs(cx) - 0.0475, Math.Abs(cy) - 0.0395, 0.0028);
        if (hole < 0)
            return Rgb.Hex(0x1B1C1E);
        var brushed = Rgb.Hex(0x9BA2A8).Mix(Rgb.Hex(0xB9C0C6), Noise.At(2400, x * 60, y * 1500));
        brushed = brushed.Mix(Rgb.Hex(0x7E868D), 0.5 * Noise.Fractal(2401, x * 40, y * 40, 3));
        if (hole < 0.0025)
            return brushed * 0.85;
        var (column, row) = (Math.Floor(cx / Pitch), Math.Floor(cy / Pitch));
        var (u, v) = (cx - ((column + 0.5) * Pitch), cy - ((row + 0.5) * Pitch));
        var lean = (((int)column + (int)row) & 1) == 0 ? 1 : -1;
        // Along and across the lozenge, which lies at 45 degrees.
        var (along, across) = ((u + (lean * v)) / Math.Sqrt(2), (v - (lean * u)) / Math.Sqrt(2));
        var lozenge = Math.Sqrt((along * along / 16) + (across * across)) - 0.00105;
        if (lozenge > 0.0006)
            return brushed;
        // Lit from the left and above, shaded on the other side.
        return lozenge > 0
            ? brushed * (across * lean - along > 0 ? 0.45 : 0.70)
            : Rgb.Hex(0xE6EBEF).Mix(Rgb.Hex(0xB4BBC1), 0.5 + (across * 400));
    }
}
