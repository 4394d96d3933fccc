using System.Collections.Immutable;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>Every object to be picked up, in the benchmark's order.</summary>
internal static class ObjectCatalogue
{
    public static ImmutableArray<ObjectModel> All { get; } =
    [
        Carrot.Create(),
        KitchenShovel.Create(),
        Bread.Create(),
        PlasticBottle.Create(),
        SevenUpCan.Create(),
        Zucchini.Create(),
        KetchupBottle.Create(),
        WateringCan.Create(),
        Pipe.Create(),
        ToyBear.Create(),
        FastFoodCup.Create(),
        Plant.Create(),
        Banana.Create(),
        Hamburger.Create(),
        GolfBall.Create(),
        BbqSauce.Create(),
        TravelCup.Create(),
        Pepper.Create(),
        NonstopCan.Create(),
        Potato.Create(),
        Baguette.Create(),
        ChampagneGlass.Create(),
        KitchenSpoon.Create(),
        Onion.Create(),
        Cup.Create(),
    ];
}
