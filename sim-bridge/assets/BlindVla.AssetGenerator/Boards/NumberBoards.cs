using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>The numerals from 1 to 8.</summary>
internal static class NumberBoards
{
    public static ImmutableArray<Board> All { get; } =
    [
        .. from n in Enumerable.Range(1, 8)
        select new Board($"board_number_{n}", Painting.Empty.Stroke(Inks.Black, 0.3, Glyphs.Word($"{n}", 1.4))),
    ];
}
