using System.Text.Json.Nodes;

namespace BlindVla.DataSets.Tests;

public sealed class DataSetStatisticsTests
{
    /// <summary>As numpy.mean, std, min, max and quantile give them for the ten frames' second state: 0, 0 1, 0 1 2, 0 1 2 3.</summary>
    [TestCase("mean", 1)]
    [TestCase("std", 1)]
    [TestCase("min", 0)]
    [TestCase("max", 3)]
    [TestCase("q01", 0)]
    [TestCase("q50", 1)]
    [TestCase("q90", 2.1)]
    [TestCase("q99", 2.91)]
    public async Task Stats_OfAVector_AreThoseOfItsValues(string statistic, double expected)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 4);

        var stats = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path("set"), "meta", "stats.json")))!;

        Assert.That((double)stats["observation.state"]![statistic]![1]!, Is.EqualTo(expected).Within(1e-12));
        Assert.That((int)stats["observation.state"]!["count"]![0]!, Is.EqualTo(10));
    }

    [Test]
    public async Task Stats_OfPictures_AreThoseOfTheirChannelsFromZeroToOne()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        var green = (
            from index in Enumerable.Range(0, 3)
            from frame in Enumerable.Range(0, index + 1)
            from level in SomeEpisodes.Picture(index, frame).Rgb.ToArray().Where((_, i) => i % 3 == 1)
            select level / 255.0
        ).ToList();

        var stats = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path("set"), "meta", "stats.json")))!;

        var mean = green.Average();
        var channel = stats["observation.images.3rd_view"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((double)channel["mean"]![1]![0]![0]!, Is.EqualTo(mean).Within(1e-9));
            Assert.That(
                (double)channel["std"]![1]![0]![0]!,
                Is.EqualTo(Math.Sqrt(green.Average(v => (v - mean) * (v - mean)))).Within(1e-9)
            );
            Assert.That((double)channel["min"]![1]![0]![0]!, Is.EqualTo(green.Min()).Within(1e-12));
            Assert.That((double)channel["max"]![1]![0]![0]!, Is.EqualTo(green.Max()).Within(1e-12));
        }
    }
}
