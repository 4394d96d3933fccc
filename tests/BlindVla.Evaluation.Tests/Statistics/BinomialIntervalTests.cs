namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class BinomialIntervalTests
{
    [TestCase(0, 20, 0.0000, 0.1611)]
    [TestCase(10, 10, 0.7225, 1.0000)]
    [TestCase(45, 50, 0.7864, 0.9565)]
    [TestCase(475, 500, 0.9272, 0.9659)]
    public void Wilson_PublishedValues_AreReproduced(int successes, int trials, double low, double high)
    {
        var interval = BinomialInterval.Wilson(successes, trials);

        Assert.Multiple(() =>
        {
            Assert.That(interval.Low, Is.EqualTo(low).Within(5e-5));
            Assert.That(interval.High, Is.EqualTo(high).Within(5e-5));
        });
    }

    [Test]
    public void Wilson_NoTrials_SaysNothing() => Assert.That(BinomialInterval.Wilson(0, 0), Is.EqualTo(new BinomialInterval(0, 1)));

    [TestCase(-1, 5)]
    [TestCase(6, 5)]
    public void Wilson_ImpossibleCounts_AreRefused(int successes, int trials) =>
        Assert.That(() => BinomialInterval.Wilson(successes, trials), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Wilson_EveryCountUpToSixty_IsWhereTheScoreTestTurns()
    {
        Assert.Multiple(() =>
        {
            for (var n = 1; n <= 60; n++)
            {
                for (var k = 0; k <= n; k++)
                {
                    var (low, high) = BinomialInterval.Wilson(k, n);
                    var rate = (double)k / n;
                    Assert.That(low, Is.InRange(0, rate), $"{k}/{n}");
                    Assert.That(high, Is.InRange(rate, 1), $"{k}/{n}");
                    // By definition: at each end the observed rate is 1.96 standard errors away, the error being that of the end.
                    Assert.That(k == 0 || Math.Abs(Score(rate, low, n) - 1.959964) < 1e-5, $"low end of {k}/{n}");
                    Assert.That(k == n || Math.Abs(Score(rate, high, n) + 1.959964) < 1e-5, $"high end of {k}/{n}");
                    // Failures are successes seen from the other side.
                    Assert.That(BinomialInterval.Wilson(n - k, n).Low, Is.EqualTo(1 - high).Within(1e-12), $"{k}/{n}");
                }
            }
        });
    }

    private static double Score(double rate, double end, int n) => (rate - end) / Math.Sqrt(end * (1 - end) / n);
}
