using System.Collections.Immutable;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Every board, by what it shows.</summary>
internal static class BoardCatalogue
{
    public static ImmutableArray<(string Category, ImmutableArray<Board> Boards)> Categories { get; } =
    [
        ("shape", ShapeBoards.All),
        ("traffic", TrafficBoards.All),
        ("laundry", LaundryBoards.All),
        ("weather", WeatherBoards.All),
        ("arrow", ArrowBoards.All),
        ("public_info", PublicInfoBoards.All),
        ("number", NumberBoards.All),
    ];

    public static ImmutableArray<Board> All { get; } = [.. Categories.SelectMany(category => category.Boards)];
}
