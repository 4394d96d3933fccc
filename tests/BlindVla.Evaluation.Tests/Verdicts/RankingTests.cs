using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class RankingTests
{
    private const int PerCell = 20;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void CandidateThatIsSurelyWorse_StandsBehindTheOthers()
    {
        var ranking = Ranking.Of(Side("old", _ => true), [Side("bad", i => i % 4 == 0), Side("good", i => i != 7)]);

        Assert.That(ranking.Select(policy => (policy.Rank, policy.Name)), Is.EqualTo(new[] { (1, "old"), (1, "good"), (3, "bad") }));
        Assert.That(ranking[0].Difference, Is.Null);
        Assert.That(ranking[1].Difference, Is.EqualTo(-1.0 / (2 * PerCell)).Within(1e-12));
        Assert.That(ranking[2].AdjustedP, Is.LessThan(0.001));
    }

    /// <summary>The lucky one wins eight pairs and loses none: p is 0.0078, which is certain of one candidate and not of ten.</summary>
    [Test]
    public void OneLuckyCandidateOfTen_IsNotCalledBetter_ButAloneItIs()
    {
        var lucky = Side("lucky", i => i % 5 != 0);
        var baseline = Side("old", i => i % 5 > 1);
        ComparisonSide[] alike = [.. Enumerable.Range(0, 9).Select(n => Side($"alike-{n}", i => i % 5 > 1))];

        var alone = Ranking.Of(baseline, [lucky]);
        var ofTen = Ranking.Of(baseline, [lucky, .. alike]);

        Assert.That(alone.Select(policy => (policy.Rank, policy.Name)), Is.EqualTo(new[] { (1, "lucky"), (2, "old") }));
        Assert.That(alone[0].AdjustedP, Is.EqualTo(2 * Math.Pow(0.5, 8)).Within(1e-12), "one pair of policies is not corrected");
        Assert.That(ofTen.Select(policy => policy.Rank), Is.All.EqualTo(1));
        // Ten pairs of the lucky one have this p, and there are 55 in all: Holm takes the smallest 55 times.
        Assert.That(ofTen.Single(policy => policy.Name == "lucky").AdjustedP, Is.EqualTo(55 * 2 * Math.Pow(0.5, 8)).Within(1e-12));
    }

    private ComparisonSide Side(string name, Func<int, bool> succeeds) =>
        SomeSides.Recorded(_folder[name], name, PerCell, number => succeeds(number));
}
