namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class PairPowerTests
{
    /// <summary>What the normal approximation plans for a power of 0.8 has less; simulated independently, or where the losses alone have a
    /// say (52 pairs) counted.</summary>
    [TestCase(31, 0.1, 0.05, 0.52)]
    [TestCase(62, 0.1, 0.1, 0.71)]
    [TestCase(52, 0.05, 0.02, 0.273)]
    [TestCase(124, 0.05, 0.05, 0.71)]
    [TestCase(138, 0.03, 0.02, 0.56)]
    [TestCase(248, 0.05, 0.1, 0.77)]
    public void OfAPass_IsThatOfSimulations(int pairs, double margin, double discordance, double power) =>
        Assert.That(PairPower.OfAPass(pairs, margin, discordance, 0.05), Is.EqualTo(power).Within(0.006));

    [TestCase(50, 0, 15.5)]
    [TestCase(100, 0, 8.0)]
    [TestCase(100, 0.1, 9.0)]
    [TestCase(500, 0.1, 4.2)]
    public void DetectableDrop_IsThatOfSimulations(int pairs, double discordance, double points) =>
        Assert.That(100 * PairPower.DetectableDrop(pairs, discordance, 0.025), Is.EqualTo(points).Within(0.25));

    /// <summary>By hand: of ten pairs, all lost with a chance of 0.9 each: at least six losses are 1 - P(5 or fewer) = 0.99837.</summary>
    [Test]
    public void OfADrop_WherePairsAreOnlyLost_IsABinomialTail() =>
        Assert.That(PairPower.OfADrop(10, 0.9, 0.9, 0.025), Is.EqualTo(0.9983650626).Within(1e-6));

    /// <summary>Two pairs, half of them discordant: there are six tables. Two that end alike exclude no drop of 60 points, whatever the
    /// score says: of a candidate that loses as many and wins nothing 0.4^2 = 0.16 have no loss.</summary>
    [Test]
    public void OfAPass_OfTwoPairs_IsTheShareOfTablesThatPass()
    {
        var passes = 0.0;
        foreach (
            var (won, lost, chance) in new[] { (0, 0, 0.25), (1, 0, 0.25), (0, 1, 0.25), (2, 0, 0.0625), (1, 1, 0.125), (0, 2, 0.0625) }
        )
        {
            passes += won > 0 && DifferenceInterval.Tango(new(2 - won - lost, won, lost, 0), 0.9).Low > -0.6 ? chance : 0;
        }

        Assert.That(passes, Is.InRange(0.05, 0.95));
        Assert.That(PairPower.OfAPass(2, 0.6, 0.5, 0.05), Is.EqualTo(passes).Within(1e-6));
    }

    [TestCase(0)]
    [TestCase(5)]
    public void DetectableDrop_OfTooFewPairs_IsNone(int pairs) => Assert.That(PairPower.DetectableDrop(pairs, 0.5, 0.025), Is.EqualTo(1));
}
