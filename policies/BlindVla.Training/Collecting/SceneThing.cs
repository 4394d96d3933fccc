using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>Something in a scene, as a data set calls it.</summary>
/// <param name="Id">As in <see cref="ObjectPlacement.Id"/>.</param>
/// <param name="Name">What instructions call it.</param>
/// <param name="Split"><c>train</c> or <c>test</c>.</param>
/// <param name="Board">What is on it, where it is a board.</param>
public sealed record SceneThing(string Id, string Name, EntityKind Kind, string Split, Board? Board = null)
{
    /// <summary>A thing of the catalogue.</summary>
    public static SceneThing Of(string id, CatalogueAsset asset, EntityKind kind) => new(id, asset.Name, kind, SplitName(asset.Split));

    /// <summary>A board, by one of the names that instructions give it.</summary>
    public static SceneThing Of(string id, Board board, string name) => new(id, name, EntityKind.Board, SplitName(board.Split), board);

    private static string SplitName(CatalogueSplit split) => split.ToString().ToLowerInvariant();
}
