using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>Eight by eight squares of two woods in a dark frame.</summary>
internal static class ChessBoard
{
    private const double HalfField = 0.048;

    private static readonly Surface Frame = Surfaces.Wood(Rgb.Hex(0x3A1E10), Rgb.Hex(0x6A3A20), 2100, 0.25);
    private static readonly Surface Dark = Surfaces.Wood(Rgb.Hex(0x4A2814), Rgb.Hex(0x77431F), 2110, 0.25);
    private static readonly Surface Light = Surfaces.Wood(Rgb.Hex(0xD8B67E), Rgb.Hex(0xF4E2B8), 2120, 0.25);

    public static ObjectModel Create() =>
        Slab.Rectangular("chess_board", 6368, new(new(-0.055, -0.055, -0.003), new(0.055, 0.055, 0.003)), Print, 0.001, 0.0006, 0.4, 0.5);

    private static Rgb Print(double x, double y)
    {
        var toEdge = Math.Max(Math.Abs(x), Math.Abs(y)) - HalfField;
        if (toEdge > 0)
            return toEdge is > 0.0008 and < 0.0016 ? Rgb.Hex(0xC9A15A) : Frame(x, y);
        var (column, row) = ((int)Math.Floor((x + HalfField) / (HalfField / 4)), (int)Math.Floor((y + HalfField) / (HalfField / 4)));
        return ((column + row) & 1) == 0 ? Dark(x, y) : Light(x, y);
    }
}
