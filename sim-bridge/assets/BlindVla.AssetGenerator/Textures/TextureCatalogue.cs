using System.Collections.Immutable;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>Every texture there is, in the benchmark's order from 1 on.</summary>
internal static class TextureCatalogue
{
    public static ImmutableArray<DistractorTexture> All { get; } =
    [
        new("checker", GeometricPatterns.Checker),
        new("stripes", GeometricPatterns.Stripes),
        new("zebra", NaturalPatterns.Zebra),
        new("brick", BuiltPatterns.Brick),
        new("polka_dots", GeometricPatterns.PolkaDots),
        new("noise", GeometricPatterns.Noise),
        new("leaves", NaturalPatterns.Leaves),
        new("water", NaturalPatterns.Water),
        new("plaid", GeometricPatterns.Plaid),
        new("hexagons", GeometricPatterns.Hexagons),
        new("rust", NaturalPatterns.Rust),
        new("terrazzo", BuiltPatterns.Terrazzo),
        new("marbling", NaturalPatterns.Marbling),
        new("circuit", BuiltPatterns.Circuit),
        new("snow", NaturalPatterns.Snow),
        new("graffiti", BuiltPatterns.Graffiti),
    ];
}
