using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A wooden board glued from strips, with a juice groove, knife marks, and a handle with a hole at -x.</summary>
internal static class CuttingBoard
{
    private const double NeckX = -0.0385;
    private const double HalfHandle = 0.0170;

    private static readonly BoundingBox Box = new(new(-0.0631, -0.055, -0.0013), new(0.0631, 0.055, 0.0013));
    private static readonly Surface Wood = Surfaces.Wood(Rgb.Hex(0xD0A878), Rgb.Hex(0xF6E2BE), 3200, 0.35);

    public static ObjectModel Create()
    {
        var board = Slab.Body(Box with { Min = Box.Min with { X = NeckX } }, 0.004, 0.0005);
        var handle = Slab.Body(new(new(Box.Min.X, -HalfHandle, Box.Min.Z), new(NeckX + 0.001, HalfHandle, Box.Max.Z)), 0.004, 0.0005);
        return Slab.Of(
            "cutting_board",
            3107,
            Box,
            [Slab.Printed("board", Mesh.Combine(board, handle), Box, Print, 0.1, 0.2)],
            [
                new BoxShape(new((NeckX + Box.Max.X) / 2, 0, 0), new((Box.Max.X - NeckX) / 2, 0.055, 0.0013)),
                // A hair thinner, so that the board alone stands on the table.
                new BoxShape(new((Box.Min.X + NeckX) / 2, 0, 0), new((NeckX - Box.Min.X) / 2, HalfHandle, 0.0011)),
            ]
        );
    }

    private static Rgb Print(double x, double y)
    {
        if (Figures.Disc(x + 0.0525, y, 0.0058) < 0)
            return Figures.Disc(x + 0.0525, y, 0.0048) < 0 ? Rgb.Hex(0x1E1610) : Rgb.Hex(0x7A5228);
        var strip = (int)Math.Floor((y + 0.055) / 0.0157);
        var wood = Wood(x + (strip * 3.7), y + (strip * 0.31)) * (0.86 + (0.16 * Noise.Lattice(3201, strip, 0, 0)));
        var joint = y + 0.055 - (strip * 0.0157);
        if (joint < 0.0004)
            wood *= 0.7;
        var groove = Figures.Rectangle(x - ((NeckX + Box.Max.X) / 2), y, 0.0445, 0.0485, 0.006);
        if (Math.Abs(groove) < 0.0011)
            return wood * (groove < 0 ? 0.74 : 0.45);
        // Cuts across the grain, in the middle.
        for (var i = 0; i < 9; i++)
        {
            var (cx, cy) = (0.012 + (0.05 * (Noise.Lattice(3202, i, 0, 0) - 0.5)), 0.06 * (Noise.Lattice(3202, i, 1, 0) - 0.5));
            var lean = 0.5 * (Noise.Lattice(3202, i, 2, 0) - 0.5);
            if (Figures.Stroke(x, y, (cx - (0.02 * lean), cy - 0.012), (cx + (0.02 * lean), cy + 0.012), 0.00025) < 0)
                return wood * 0.62;
        }
        return wood;
    }
}
