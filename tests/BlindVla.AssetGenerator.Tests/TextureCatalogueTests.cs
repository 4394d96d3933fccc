using BlindVla.AssetGenerator.Textures;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class TextureCatalogueTests
{
    // The scenarios' catalogue calls the benchmark's textures 1 to 16 by these names.
    [Test]
    public void Names_OfTheTextures_AreTheBenchmarksSixteenInItsOrder() =>
        Assert.That(
            TextureCatalogue.All.Select(texture => texture.Name),
            Is.EqualTo(
                new[]
                {
                    "checker",
                    "stripes",
                    "zebra",
                    "brick",
                    "polka_dots",
                    "noise",
                    "leaves",
                    "water",
                    "plaid",
                    "hexagons",
                    "rust",
                    "terrazzo",
                    "marbling",
                    "circuit",
                    "snow",
                    "graffiti",
                }
            )
        );
}
