namespace BlindVla.Evaluation.Tests.Statistics;

public sealed class PairedCountsTests
{
    [TestCase(0, 0, "0 pairs", "0 discordant pairs")]
    [TestCase(0, 1, "1 pair", "1 discordant pair")]
    [TestCase(2, 2, "4 pairs", "2 discordant pairs")]
    public void InWords_AgreesWithTheNumber(int both, int onlyBaseline, string pairs, string discordant)
    {
        var counts = new PairedCounts(both, 0, onlyBaseline, 0);

        Assert.That((counts.PairsInWords, counts.DiscordantInWords), Is.EqualTo((pairs, discordant)));
    }

    [TestCase(1, "1 scene")]
    [TestCase(2, "2 scenes")]
    public void InWords_OfScenes_AgreesWithTheirNumber(int scenes, string expected) =>
        Assert.That(new SharedScenes(scenes, 1).InWords, Is.EqualTo(expected));
}
