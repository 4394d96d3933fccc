namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class LikelihoodRatioTests
{
    /// <summary>
    /// By hand: of 100 pairs 2 won, 5 lost, margin 0.1. Tango's quadratic is 200 q^2 - 27.3 q + 0.55 = 0, its larger root 0.111931. What is
    /// explained: 7 ln 0.035 + 93 ln 0.93 against 2 ln 0.011931 + 5 ln 0.111931 + 93 ln 0.876137; the variance is 0.113863.
    /// </summary>
    [Test]
    public void Of_ALittleOfEverything_IsThatByHand()
    {
        var ratio = LikelihoodRatio.Of(100, 2, 5, 0.1);

        Assert.That(ratio.Value, Is.EqualTo(1.888214).Within(1e-5));
        Assert.That(ratio.Information, Is.EqualTo(8.782504).Within(1e-5));
    }

    [TestCase(50, 0.1)]
    [TestCase(9, 0.3)]
    public void Of_PairsThatAllEndAlike_IsTheChanceThatNoneOfThemIsLost(double pairs, double margin)
    {
        var ratio = LikelihoodRatio.Of(pairs, 0, 0, margin);

        Assert.That(ratio.Value, Is.EqualTo(-pairs * Math.Log(1 - margin)).Within(1e-9));
        Assert.That(ratio.Information, Is.EqualTo(pairs * margin / (1 - margin)).Within(1e-9));
    }

    [Test]
    public void Of_PairsThatAreAllLost_HaveTheirLikeliestShareHalfTheMarginAboveAHalf() =>
        Assert.That(LikelihoodRatio.Of(20, 0, 20, 0.1).Value, Is.EqualTo(-20 * Math.Log(1.1)).Within(1e-9));

    /// <summary>No other share of lost pairs explains the pairs better: the quadratic finds the likeliest one.</summary>
    [Test]
    public void Of_EverySmallTable_UsesTheLikeliestShare([Values(0.03, 0.1, 0.4)] double margin)
    {
        const int Pairs = 12;
        foreach (var (won, lost) in Tables(Pairs))
        {
            var ties = Pairs - won - lost;
            double Explained(double share) => Log(won, share - margin) + Log(lost, share) + Log(ties, 1 - (2 * share) + margin);
            var best = Enumerable.Range(0, 4001).Max(i => Explained(margin + (i * (1 - margin) / 2 / 4000)));
            var alike = (won + lost) / (2.0 * Pairs);
            var value = Log(won + lost, alike) + Log(ties, 1 - (2 * alike)) - LikelihoodRatio.Of(Pairs, won, lost, margin).Value;

            Assert.That(value, Is.GreaterThanOrEqualTo(best - 1e-9).And.LessThan(best + 0.01), $"{won} won, {lost} lost");
        }
    }

    /// <summary>A pair that goes better speaks for the candidate, whatever the others do.</summary>
    [Test]
    public void Of_EveryTable_GrowsWithEveryPairThatGoesBetter([Values(1, 7, 60)] int pairs, [Values(0.01, 0.05, 0.3, 0.9)] double margin)
    {
        foreach (var (won, lost) in Tables(pairs))
        {
            double Value(int w, int l) => LikelihoodRatio.Of(pairs, w, l, margin).Value;
            var here = Value(won, lost);
            if (lost > 0)
            {
                Assert.That(Value(won, lost - 1), Is.GreaterThanOrEqualTo(here - 1e-9), $"a tie of {lost} lost, {won} won");
            }
            if (won + lost < pairs)
            {
                Assert.That(Value(won + 1, lost), Is.GreaterThanOrEqualTo(here - 1e-9), $"a tie of {lost} lost, {won} won is won");
            }
        }
    }

    private static IEnumerable<(int Won, int Lost)> Tables(int pairs) =>
        Enumerable.Range(0, pairs + 1).SelectMany(won => Enumerable.Range(0, pairs - won + 1).Select(lost => (won, lost)));

    private static double Log(int count, double rate) =>
        count == 0 ? 0
        : rate <= 0 ? double.NegativeInfinity
        : count * Math.Log(rate);
}
