using System.Collections.Immutable;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Tables;

/// <summary>Every table there is.</summary>
internal static class TableCatalogue
{
    private static readonly Surface Oak = Surfaces.Wood(Rgb.Hex(0x8E5F33), Rgb.Hex(0xD2A06A), 100);
    private static readonly Surface OakFloor = Surfaces.Planks(Surfaces.Wood(Rgb.Hex(0x7A5330), Rgb.Hex(0xB98A58), 200, 2), 0.14, 1.3, 3);
    private static readonly Surface Walnut = Surfaces.Wood(Rgb.Hex(0x3A2416), Rgb.Hex(0x7A5236), 300, 1.3);
    private static readonly Surface WhiteWall = Surfaces.Plain(Rgb.Hex(0xDCD8CE), 5);
    private static readonly Surface GreyFloor = Surfaces.Tiles(Surfaces.Granite(Rgb.Hex(0x9A9892), Rgb.Hex(0x77746E), Rgb.Hex(0xB4B2AC), 400), Rgb.Hex(0x6A6864), 0.4);

    public static ImmutableArray<TableScene> All { get; } =
    [
        new("oak")
        {
            Top = Surfaces.Planks(Oak, 0.115, 2.4, 11), Edge = Oak, Floor = GreyFloor, Wall = WhiteWall,
            Gloss = 0.16, Roughness = 0.28, GrainSeed = 1001,
        },
        new("walnut")
        {
            Top = (x, y) => Walnut(y, x), Edge = Walnut, Floor = OakFloor, Wall = Surfaces.Plain(Rgb.Hex(0xB9C2BC), 6),
            MinX = -0.60, MinY = -0.30, CornerRadius = 0.05, Gloss = 0.22, Roughness = 0.16, GrainSeed = 1002,
            LightColor = new(1.0, 0.96, 0.89),
        },
        new("blue_plastic")
        {
            Top = Surfaces.MouldedPlastic(Rgb.Hex(0x2A66B8), 500), Edge = Surfaces.Plain(Rgb.Hex(0x2258A6), 7),
            Floor = Surfaces.Carpet(Rgb.Hex(0x8C8578), 8), Wall = WhiteWall,
            MinX = -0.48, MinY = -0.44, CornerRadius = 0.08, Thickness = 0.045, Gloss = 0.30, Roughness = 0.10, GrainSeed = 1003,
        },
        new("white_marble")
        {
            Top = Surfaces.Marble(Rgb.Hex(0xEDEBE7), Rgb.Hex(0x77797E), 601), Edge = Surfaces.Plain(Rgb.Hex(0xE6E4E0), 9),
            Floor = OakFloor, Wall = Surfaces.Plain(Rgb.Hex(0xA9B4BE), 10),
            MinX = -0.56, MinY = -0.36, Gloss = 0.26, Roughness = 0.07, GrainSeed = 1004, LightColor = new(0.97, 0.985, 1.0),
            Furniture =
            [
                new(new(new(-2.55, -1.5, 0), new(-2.05, 0.6, 0.84)),
                    Surfaces.Drawers(Surfaces.Paint(Rgb.Hex(0x54636E), 11), Rgb.Hex(0xC9B27A), 0.28, 0.6), Surfaces.Plain(Rgb.Hex(0xE2DED6), 12)),
            ],
        },
        new("picnic_cloth")
        {
            Top = Surfaces.Gingham(Rgb.Hex(0xB4202A), Rgb.Hex(0xF2EDE4), 0.03, 700), Edge = Surfaces.Gingham(Rgb.Hex(0xB4202A), Rgb.Hex(0xF2EDE4), 0.03, 700),
            Floor = Surfaces.Carpet(Rgb.Hex(0x5E8038), 13), Wall = Surfaces.Carpet(Rgb.Hex(0x3F5A2C), 14),
            MinX = -0.50, MinY = -0.42, Thickness = 0.16, CornerRadius = 0.015, WallX = -5, WallY = -5, Gloss = 0, GrainSeed = 1005,
            LightColor = new(1.06, 1.03, 0.96),
        },
        new("green_felt")
        {
            Top = FeltInFrame, Edge = Walnut, Floor = Surfaces.Carpet(Rgb.Hex(0x6B2F2F), 15), Wall = Surfaces.Planks(Walnut, 0.3, 9, 16),
            MinX = -0.55, MinY = -0.38, Thickness = 0.05, Gloss = 0.02, GrainSeed = 1006, LightColor = new(1.0, 0.95, 0.86),
        },
        new("pink_desk")
        {
            Top = Surfaces.Paint(Rgb.Hex(0xE59AB0), 800), Edge = Surfaces.Plain(Rgb.Hex(0xD98AA2), 17), Floor = OakFloor, Wall = Surfaces.Plain(Rgb.Hex(0xE6DCC4), 18),
            MinX = -0.44, MinY = -0.50, Thickness = 0.025, CornerRadius = 0.03, Gloss = 0.22, Roughness = 0.22, GrainSeed = 1007,
            Furniture =
            [
                new(new(new(-1.75, -2.2, 0), new(-1.25, -0.2, 0.62)),
                    Surfaces.Drawers(Surfaces.Paint(Rgb.Hex(0xF0ECE2), 19), Rgb.Hex(0x8A8A8A), 0.2, 0.5), Surfaces.Plain(Rgb.Hex(0xF2EEE6), 20)),
            ],
        },
        new("stone")
        {
            Top = Surfaces.Granite(Rgb.Hex(0x8B8780), Rgb.Hex(0x4A4846), Rgb.Hex(0xC9C4BA), 900), Edge = Surfaces.Granite(Rgb.Hex(0x8B8780), Rgb.Hex(0x4A4846), Rgb.Hex(0xC9C4BA), 901),
            Floor = Surfaces.Tiles(Surfaces.Plain(Rgb.Hex(0xB08A66), 21), Rgb.Hex(0x8A7A6A), 0.3), Wall = Surfaces.Plain(Rgb.Hex(0xC7B9A2), 22),
            MinX = -0.58, MinY = -0.34, Thickness = 0.06, CornerRadius = 0.004, Gloss = 0.10, Roughness = 0.2, GrainSeed = 1008,
        },
    ];

    /// <summary>A felt field inside a wooden border, as on a card table.</summary>
    private static Rgb FeltInFrame(double x, double y) =>
        x < -0.495 || y < -0.325 ? Walnut(x < -0.495 ? y : x, x < -0.495 ? x : y) * (x > -0.499 && y > -0.329 ? 0.4 : 1) : Felt(x, y);

    private static readonly Surface Felt = Surfaces.Felt(Rgb.Hex(0x2F8A4E), 950);
}
