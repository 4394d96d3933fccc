using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Black arrows in four directions.</summary>
internal static class ArrowBoards
{
    public static ImmutableArray<Board> All { get; } = [Arrow("down", -90), Arrow("left", 180), Arrow("right", 0), Arrow("up", 90)];

    private static Board Arrow(string direction, double turn) =>
        new($"board_arrow_{direction}", Painting.Empty.Fill(Inks.Black, Curve.Arrow((-0.92, 0), (0.95, 0), 0.34, 0.85, 1.15).Turned(turn)));
}
