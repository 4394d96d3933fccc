using System.Collections.Immutable;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Tables;

/// <summary>Every table there is, in the benchmark's order from 0 on.</summary>
internal static class TableCatalogue
{
    private static readonly Surface Oak = Surfaces.Wood(Rgb.Hex(0x8E5F33), Rgb.Hex(0xD2A06A), 100);
    private static readonly Surface OakFloor = Surfaces.Planks(Surfaces.Wood(Rgb.Hex(0x7A5330), Rgb.Hex(0xB98A58), 200, 2), 0.14, 1.3, 3);
    private static readonly Surface Walnut = Surfaces.Wood(Rgb.Hex(0x3A2416), Rgb.Hex(0x7A5236), 300, 1.3);
    private static readonly Surface WhiteWall = Surfaces.Plain(Rgb.Hex(0xDCD8CE), 5);
    private static readonly Surface GreyFloor = Surfaces.Tiles(
        Surfaces.Granite(Rgb.Hex(0x9A9892), Rgb.Hex(0x77746E), Rgb.Hex(0xB4B2AC), 400),
        Rgb.Hex(0x6A6864),
        0.4
    );

    private static readonly Surface Beech = Surfaces.Wood(Rgb.Hex(0xC99B6C), Rgb.Hex(0xEED2A8), 1800, 0.7);
    private static readonly Surface Bamboo = Surfaces.Bamboo(Rgb.Hex(0xA8813C), Rgb.Hex(0xE6CC84), 0.019, 1830);
    private static readonly Surface Cherry = Surfaces.Wood(Rgb.Hex(0x5E2012), Rgb.Hex(0xB0522E), 1850, 1.1);
    private static readonly Surface Mahogany = Surfaces.Wood(Rgb.Hex(0x3A1410), Rgb.Hex(0x7C3524), 1920, 1.2);
    private static readonly Surface BrickWall = Surfaces.Planks(Surfaces.Plain(Rgb.Hex(0xA8583E), 51), 0.075, 0.24, 52);
    private static readonly Surface Checkers = (x, y) =>
        (((int)Math.Floor(x / 0.3) + (int)Math.Floor(y / 0.3)) & 1) == 0 ? Rgb.Hex(0x33363A) : Rgb.Hex(0xE4E2DC);

    public static ImmutableArray<TableScene> All { get; } =
    [
        new("oak")
        {
            Top = Surfaces.Planks(Oak, 0.115, 2.4, 11),
            Edge = Oak,
            Floor = GreyFloor,
            Wall = WhiteWall,
            Gloss = 0.16,
            Roughness = 0.28,
            GrainSeed = 1001,
        },
        new("blue_plastic")
        {
            Top = Surfaces.MouldedPlastic(Rgb.Hex(0x2A66B8), 500),
            Edge = Surfaces.Plain(Rgb.Hex(0x2258A6), 7),
            Floor = Surfaces.Carpet(Rgb.Hex(0x8C8578), 8),
            Wall = WhiteWall,
            MinX = -0.48,
            MinY = -0.44,
            CornerRadius = 0.08,
            Thickness = 0.045,
            Gloss = 0.30,
            Roughness = 0.10,
            GrainSeed = 1003,
        },
        new("white_marble")
        {
            Top = Surfaces.Marble(Rgb.Hex(0xEDEBE7), Rgb.Hex(0x77797E), 601),
            Edge = Surfaces.Plain(Rgb.Hex(0xE6E4E0), 9),
            Floor = OakFloor,
            Wall = Surfaces.Plain(Rgb.Hex(0xA9B4BE), 10),
            MinX = -0.56,
            MinY = -0.36,
            Gloss = 0.26,
            Roughness = 0.07,
            GrainSeed = 1004,
            LightColor = new(0.97, 0.985, 1.0),
            Furniture =
            [
                new(
                    new(new(-2.55, -1.5, 0), new(-2.05, 0.6, 0.84)),
                    Surfaces.Drawers(Surfaces.Paint(Rgb.Hex(0x54636E), 11), Rgb.Hex(0xC9B27A), 0.28, 0.6),
                    Surfaces.Plain(Rgb.Hex(0xE2DED6), 12)
                ),
            ],
        },
        new("picnic_cloth")
        {
            Top = Surfaces.Gingham(Rgb.Hex(0xB4202A), Rgb.Hex(0xF2EDE4), 0.03, 700),
            Edge = Surfaces.Gingham(Rgb.Hex(0xB4202A), Rgb.Hex(0xF2EDE4), 0.03, 700),
            Floor = Surfaces.Carpet(Rgb.Hex(0x5E8038), 13),
            Wall = Surfaces.Carpet(Rgb.Hex(0x3F5A2C), 14),
            MinX = -0.50,
            MinY = -0.42,
            Thickness = 0.16,
            CornerRadius = 0.015,
            WallX = -5,
            WallY = -5,
            Gloss = 0,
            GrainSeed = 1005,
            LightColor = new(1.06, 1.03, 0.96),
        },
        new("walnut")
        {
            Top = (x, y) => Walnut(y, x),
            Edge = Walnut,
            Floor = OakFloor,
            Wall = Surfaces.Plain(Rgb.Hex(0xB9C2BC), 6),
            MinX = -0.60,
            MinY = -0.30,
            CornerRadius = 0.05,
            Gloss = 0.22,
            Roughness = 0.16,
            GrainSeed = 1002,
            LightColor = new(1.0, 0.96, 0.89),
        },
        new("beech")
        {
            Top = Beech,
            Edge = Beech,
            Floor = Surfaces.Carpet(Rgb.Hex(0x55616E), 23),
            Wall = Surfaces.Plain(Rgb.Hex(0xCFD8DC), 24),
            MinX = -0.54,
            MinY = -0.42,
            Thickness = 0.022,
            CornerRadius = 0.02,
            Gloss = 0.12,
            Roughness = 0.22,
            GrainSeed = 1009,
        },
        new("yellow_desk")
        {
            Top = Surfaces.Paint(Rgb.Hex(0xF0BE2E), 1810),
            Edge = Surfaces.Plain(Rgb.Hex(0xDDA91E), 25),
            Floor = GreyFloor,
            Wall = Surfaces.Plain(Rgb.Hex(0xC9CFE0), 26),
            MinX = -0.46,
            MinY = -0.46,
            Thickness = 0.028,
            CornerRadius = 0.02,
            Gloss = 0.20,
            Roughness = 0.20,
            GrainSeed = 1010,
            Furniture =
            [
                new(
                    new(new(-2.1, -1.2, 0), new(-1.6, 1.0, 0.70)),
                    Surfaces.Drawers(Surfaces.Paint(Rgb.Hex(0x3F6E8C), 27), Rgb.Hex(0xE8E2D2), 0.23, 0.55),
                    Surfaces.Plain(Rgb.Hex(0xE9E4DA), 28)
                ),
            ],
        },
        new("grey_laminate")
        {
            Top = Surfaces.Laminate(Rgb.Hex(0xB2B6BA), 1820),
            Edge = Surfaces.Plain(Rgb.Hex(0x3A3C40), 29),
            Floor = Surfaces.Carpet(Rgb.Hex(0x39424F), 30),
            Wall = Surfaces.Plain(Rgb.Hex(0xE2E2DC), 31),
            MinX = -0.52,
            MinY = -0.45,
            Thickness = 0.026,
            CornerRadius = 0.035,
            Gloss = 0.16,
            Roughness = 0.30,
            GrainSeed = 1011,
            LightColor = new(0.96, 0.985, 1.0),
        },
        new("bamboo")
        {
            Top = Bamboo,
            Edge = Bamboo,
            Floor = Surfaces.Tiles(Surfaces.Plain(Rgb.Hex(0xD8CDB8), 32), Rgb.Hex(0xA89C86), 0.45),
            Wall = Surfaces.Plain(Rgb.Hex(0x9DAE93), 33),
            MinX = -0.50,
            MinY = -0.40,
            Thickness = 0.034,
            CornerRadius = 0.006,
            Gloss = 0.18,
            Roughness = 0.18,
            GrainSeed = 1012,
        },
        new("concrete")
        {
            Top = Surfaces.Concrete(Rgb.Hex(0xA09C96), 1840),
            Edge = Surfaces.Concrete(Rgb.Hex(0x98948E), 1841),
            Floor = OakFloor,
            Wall = BrickWall,
            MinX = -0.57,
            MinY = -0.36,
            Thickness = 0.06,
            CornerRadius = 0.003,
            Gloss = 0.06,
            Roughness = 0.35,
            GrainSeed = 1013,
        },
        new("cherry")
        {
            Top = (x, y) => Cherry((0.8 * x) + (0.6 * y), (0.8 * y) - (0.6 * x)),
            Edge = Cherry,
            Floor = Surfaces.Carpet(Rgb.Hex(0xC9BC9E), 34),
            Wall = Surfaces.Plain(Rgb.Hex(0xD8C9A8), 35),
            MinX = -0.55,
            MinY = -0.38,
            Thickness = 0.032,
            CornerRadius = 0.14,
            Gloss = 0.34,
            Roughness = 0.08,
            GrainSeed = 1014,
            LightColor = new(1.02, 0.97, 0.88),
        },
        new("pink_table")
        {
            Top = Surfaces.MouldedPlastic(Rgb.Hex(0xD8327E), 1860),
            Edge = Surfaces.Plain(Rgb.Hex(0xB82468), 36),
            Floor = Surfaces.Tiles(Checkers, Rgb.Hex(0x8A8A88), 0.3),
            Wall = WhiteWall,
            MinX = -0.47,
            MinY = -0.43,
            Thickness = 0.05,
            CornerRadius = 0.12,
            Gloss = 0.28,
            Roughness = 0.12,
            GrainSeed = 1015,
        },
        new("slate")
        {
            Top = Surfaces.Slate(Rgb.Hex(0x353C45), Rgb.Hex(0x515C63), 1870),
            Edge = Surfaces.Slate(Rgb.Hex(0x30363E), Rgb.Hex(0x4A545A), 1871),
            Floor = Surfaces.Planks(Beech, 0.16, 1.6, 37),
            Wall = Surfaces.Plain(Rgb.Hex(0xE4DCCB), 38),
            MinX = -0.56,
            MinY = -0.37,
            Thickness = 0.04,
            CornerRadius = 0.004,
            Gloss = 0.12,
            Roughness = 0.25,
            GrainSeed = 1016,
        },
        new("grass")
        {
            Top = Surfaces.Grass(Rgb.Hex(0x2C5A16), Rgb.Hex(0x86C03A), 1880),
            Edge = Surfaces.Planks(Oak, 0.03, 0.8, 39),
            Floor = Surfaces.Tiles(Surfaces.Concrete(Rgb.Hex(0xB8B0A4), 1881), Rgb.Hex(0x807868), 0.5),
            Wall = Surfaces.Plain(Rgb.Hex(0xA9C4DC), 40),
            MinX = -0.50,
            MinY = -0.42,
            Thickness = 0.07,
            CornerRadius = 0.01,
            WallX = -4,
            WallY = -4,
            Gloss = 0,
            GrainSeed = 1017,
            LightColor = new(1.05, 1.03, 0.97),
        },
        new("cork")
        {
            Top = Surfaces.Cork(Rgb.Hex(0x8A5A30), Rgb.Hex(0xD2A06C), 1890),
            Edge = Surfaces.Plain(Rgb.Hex(0xE8E4DC), 41),
            Floor = Surfaces.Carpet(Rgb.Hex(0x4A6450), 42),
            Wall = Surfaces.Plain(Rgb.Hex(0xDAD6CE), 43),
            MinX = -0.53,
            MinY = -0.41,
            Thickness = 0.024,
            CornerRadius = 0.008,
            Gloss = 0.02,
            GrainSeed = 1018,
        },
        new("colorful_desk")
        {
            Top = Surfaces.Patchwork(
                [
                    Rgb.Hex(0xE4572E),
                    Rgb.Hex(0x17BEBB),
                    Rgb.Hex(0xFFC914),
                    Rgb.Hex(0x2E6FAB),
                    Rgb.Hex(0x76B041),
                    Rgb.Hex(0xEDE6D6),
                    Rgb.Hex(0x9B5DA5),
                ],
                0.105,
                1900
            ),
            Edge = Surfaces.Plain(Rgb.Hex(0xF0ECE4), 44),
            Floor = OakFloor,
            Wall = Surfaces.Plain(Rgb.Hex(0xF0E6D2), 45),
            MinX = -0.48,
            MinY = -0.44,
            Thickness = 0.03,
            CornerRadius = 0.02,
            Gloss = 0.18,
            Roughness = 0.22,
            GrainSeed = 1019,
        },
        new("glass")
        {
            Top = (_, _) => Rgb.Hex(0xC8E6DA),
            Edge = Surfaces.Plain(Rgb.Hex(0x4FBF9A), 46),
            Floor = Surfaces.Tiles(Checkers, Rgb.Hex(0x6A6A66), 0.3),
            Wall = Surfaces.Plain(Rgb.Hex(0xD2CFC8), 47),
            MinX = -0.53,
            MinY = -0.39,
            Thickness = 0.012,
            CornerRadius = 0.05,
            Transparency = 0.85,
            Gloss = 0.42,
            Roughness = 0.04,
            GrainSeed = 1020,
            Furniture =
            [
                .. ChromeLegs(-0.45, -0.31, 0.38, 0.54),
                new(new(new(-0.44, -0.30, 0.30), new(0.37, 0.53, 0.315)), Surfaces.Plain(Rgb.Hex(0x6B4226), 48), Oak),
            ],
        },
        new("green_felt")
        {
            Top = FeltInFrame,
            Edge = Walnut,
            Floor = Surfaces.Carpet(Rgb.Hex(0x6B2F2F), 15),
            Wall = Surfaces.Planks(Walnut, 0.3, 9, 16),
            MinX = -0.55,
            MinY = -0.38,
            Thickness = 0.05,
            Gloss = 0.02,
            GrainSeed = 1006,
            LightColor = new(1.0, 0.95, 0.86),
        },
        new("pink_desk")
        {
            Top = Surfaces.Paint(Rgb.Hex(0xE59AB0), 800),
            Edge = Surfaces.Plain(Rgb.Hex(0xD98AA2), 17),
            Floor = OakFloor,
            Wall = Surfaces.Plain(Rgb.Hex(0xE6DCC4), 18),
            MinX = -0.44,
            MinY = -0.50,
            Thickness = 0.025,
            CornerRadius = 0.03,
            Gloss = 0.22,
            Roughness = 0.22,
            GrainSeed = 1007,
            Furniture =
            [
                new(
                    new(new(-1.75, -2.2, 0), new(-1.25, -0.2, 0.62)),
                    Surfaces.Drawers(Surfaces.Paint(Rgb.Hex(0xF0ECE2), 19), Rgb.Hex(0x8A8A8A), 0.2, 0.5),
                    Surfaces.Plain(Rgb.Hex(0xF2EEE6), 20)
                ),
            ],
        },
        new("stone")
        {
            Top = Surfaces.Granite(Rgb.Hex(0x8B8780), Rgb.Hex(0x4A4846), Rgb.Hex(0xC9C4BA), 900),
            Edge = Surfaces.Granite(Rgb.Hex(0x8B8780), Rgb.Hex(0x4A4846), Rgb.Hex(0xC9C4BA), 901),
            Floor = Surfaces.Tiles(Surfaces.Plain(Rgb.Hex(0xB08A66), 21), Rgb.Hex(0x8A7A6A), 0.3),
            Wall = Surfaces.Plain(Rgb.Hex(0xC7B9A2), 22),
            MinX = -0.58,
            MinY = -0.34,
            Thickness = 0.06,
            CornerRadius = 0.004,
            Gloss = 0.10,
            Roughness = 0.2,
            GrainSeed = 1008,
        },
        new("dining")
        {
            Top = DiningTop,
            Edge = Mahogany,
            Floor = Surfaces.Planks(Walnut, 0.12, 1.1, 49),
            Wall = Surfaces.Plain(Rgb.Hex(0xB8C4B0), 50),
            MinX = -0.50,
            MinY = -0.36,
            Thickness = 0.035,
            CornerRadius = 0.025,
            Gloss = 0.20,
            Roughness = 0.10,
            GrainSeed = 1021,
            LightColor = new(1.03, 0.97, 0.87),
            Furniture = [Chair(-0.80, -0.20), Chair(-0.80, 0.35)],
        },
    ];

    /// <summary>A striped woven runner across polished wood.</summary>
    private static Rgb DiningTop(double x, double y)
    {
        const double HalfWidth = 0.19;
        var across = Math.Abs(x + 0.13);
        // The runner lies on the wood and shades it a little.
        if (across > HalfWidth)
            return Mahogany(y, x) * (0.62 + (0.38 * PortableMath.SmoothStep(HalfWidth, HalfWidth + 0.012, across)));
        var linen = Rgb.Hex(0xE9DEC6);
        var terracotta = Rgb.Hex(0xB4512F);
        var band = across is > 0.150 and < 0.172 or > 0.136 and < 0.141;
        // A row of lozenges along the middle.
        const double Spacing = 0.075;
        var along = Math.Abs(y - (Spacing * Math.Round(y / Spacing)));
        var lozenge = (along / 0.030) + (across / 0.042);
        var color = band || lozenge is < 1 and > 0.62 or < 0.25 ? terracotta : linen;
        var weave = 0.90 + (0.12 * Noise.At(1930, x * 700, y * 120)) - (0.07 * Noise.At(1931, x * 120, y * 700));
        return color * (weave * (0.93 + (0.12 * Noise.Fractal(1932, x * 6, y * 6, 2))));
    }

    /// <summary>The back of a chair, with its corner posts, that stands behind the table.</summary>
    private static Furniture Chair(double x, double y) =>
        new(
            new(new(x, y, 0.05), new(x + 0.03, y + 0.40, 1.02)),
            (horizontal, z) =>
                z > 0.94 || Math.Abs(horizontal - y - 0.20) > 0.17 || (int)Math.Floor((horizontal - y) / 0.03) % 2 == 0
                    ? Mahogany(z, horizontal)
                    : Rgb.Hex(0x241812),
            Mahogany
        );

    private static IEnumerable<Furniture> ChromeLegs(double minX, double minY, double maxX, double maxY)
    {
        foreach (var (x, y) in ((double, double)[])[(minX, minY), (minX, maxY), (maxX, minY), (maxX, maxY)])
        {
            yield return new(
                new(new(x - 0.02, y - 0.02, 0), new(x + 0.02, y + 0.02, TableScene.TopZ - 0.013)),
                (horizontal, _) => Rgb.Hex(0xB9C0C6) * (0.6 + (0.5 * Math.Abs(PortableMath.Sin(horizontal * 90)))),
                Surfaces.Plain(Rgb.Hex(0xE0E4E8), 53)
            );
        }
    }

    /// <summary>A felt field inside a wooden border, as on a card table.</summary>
    private static Rgb FeltInFrame(double x, double y) =>
        x < -0.495 || y < -0.325 ? Walnut(x < -0.495 ? y : x, x < -0.495 ? x : y) * (x > -0.499 && y > -0.329 ? 0.4 : 1) : Felt(x, y);

    private static readonly Surface Felt = Surfaces.Felt(Rgb.Hex(0x2F8A4E), 950);
}
