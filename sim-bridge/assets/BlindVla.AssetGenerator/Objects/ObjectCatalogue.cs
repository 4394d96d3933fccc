using System.Collections.Immutable;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>Every object to be picked up.</summary>
internal static class ObjectCatalogue
{
    public static ImmutableArray<ObjectModel> All { get; } =
    [
        Carrot.Create(), Banana.Create(), GolfBall.Create(), PlasticBottle.Create(), SevenUpCan.Create(), Bread.Create(),
    ];
}
