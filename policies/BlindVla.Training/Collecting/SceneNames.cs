using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>What the things of a suite's scene are called.</summary>
internal static class SceneNames
{
    /// <summary>Everything that the catalogue knows, in the order of the scene; the target as the instruction calls it.</summary>
    public static ImmutableArray<SceneThing> Of(EpisodeSpec episode, Catalogue catalogue)
    {
        var scene = (TabletopScene)episode.Scene;
        return [.. scene.Objects.Select(Name).OfType<SceneThing>()];

        SceneThing? Name(ObjectPlacement placement)
        {
            if (catalogue.Objects.FirstOrDefault(asset => asset.Id == placement.Asset) is { } item)
            {
                return SceneThing.Of(placement.Id, item, EntityKind.Object);
            }
            if (catalogue.Receptacles.FirstOrDefault(asset => asset.Id == placement.Asset) is { } receptacle)
            {
                return SceneThing.Of(placement.Id, receptacle, EntityKind.Receptacle);
            }
            return catalogue.Boards.FirstOrDefault(board => board.Id == placement.Asset) is { } found
                ? SceneThing.Of(placement.Id, found, placement.Id == scene.Goal.Receptacle ? episode.TargetName : BoardNames.Of(found, 2))
                : null;
        }
    }
}
