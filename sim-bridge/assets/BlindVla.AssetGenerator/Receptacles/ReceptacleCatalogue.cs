using System.Collections.Immutable;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>Every thing to put objects on, in the benchmark's order.</summary>
internal static class ReceptacleCatalogue
{
    public static ImmutableArray<ObjectModel> All { get; } =
    [
        Plate.Create(),
        Cloth.Create(),
        Carpet.Create(),
        Newspaper.Create(),
        SheetMetal.Create(),
        DrawingTablet.Create(),
        TomatoSlice.Create(),
        Pizza.Create(),
        FlatBowl.Create(),
        GramophoneDisk.Create(),
        FryingPan.Create(),
        MousePad.Create(),
        CuttingBoard.Create(),
        ChessBoard.Create(),
        ManholeCover.Create(),
        Envelope.Create(),
        Notepad.Create(),
    ];
}
