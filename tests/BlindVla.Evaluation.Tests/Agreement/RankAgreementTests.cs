namespace BlindVla.Evaluation.Tests.Agreement;

internal sealed class RankAgreementTests
{
    // Pick Coke Can of SimplerEnv (arXiv 2405.05941, table I): RT-1 converged, RT-1 15 %, RT-1-X, RT-2-X, Octo-Base, RT-1 begin.
    private static readonly double[] Real = [0.853, 0.920, 0.760, 0.907, 0.293, 0.133];
    private static readonly double[] VisualMatching = [0.857, 0.710, 0.567, 0.787, 0.170, 0.027];

    /// <summary>Published: 0.031 and 0.976, the latter of rates that were not rounded.</summary>
    [Test]
    public void OfSimplerEnvsRates_IsAsPublished()
    {
        Assert.That(RankAgreement.MeanMaximumViolation(VisualMatching, Real), Is.EqualTo(0.031).Within(0.0005));
        Assert.That(RankAgreement.Pearson(VisualMatching, Real), Is.EqualTo(0.976).Within(0.001));
    }

    /// <summary>By hand: ranks 6 4 3 5 2 1 against 4 6 3 5 2 1, so 1 - 6 (4 + 4) / (6 * 35).</summary>
    [Test]
    public void Spearman_WithoutTies_IsTheSumOfSquaresOfRanks() =>
        Assert.That(RankAgreement.Spearman(VisualMatching, Real), Is.EqualTo(1 - (6 * 8 / 210.0)).Within(1e-12));

    /// <summary>Ranks 1.5 1.5 3 against 1 2 3: a covariance of 1.5 over the root of 1.5 times 2.</summary>
    [Test]
    public void Spearman_OfTies_TakesTheMeanOfTheirRanks() =>
        Assert.That(RankAgreement.Spearman([0.1, 0.1, 0.4], [0.2, 0.3, 0.4]), Is.EqualTo(1.5 / Math.Sqrt(1.5 * 2)).Within(1e-12));

    [Test]
    public void Correlations_WhereAllAreTheSame_SayNothing()
    {
        Assert.That(RankAgreement.Pearson([0.5, 0.5, 0.5], [0.1, 0.2, 0.3]), Is.Null);
        Assert.That(RankAgreement.Spearman([0.1, 0.2, 0.3], [0, 0, 0]), Is.Null);
    }

    [Test]
    public void MeanMaximumViolation_OfOneOrder_IsZero_AndOfTheOtherIsTheRange()
    {
        Assert.That(RankAgreement.MeanMaximumViolation([0.3, 0.4, 0.9], [0.1, 0.5, 0.6]), Is.Zero);
        Assert.That(RankAgreement.MeanMaximumViolation([0.9, 0.1], [0.2, 0.7]), Is.EqualTo(0.5).Within(1e-12));
    }
}
