namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class StoppingLinesTests
{
    // 1.25 (1.6449 + 1.2816)^2
    private const double Information = 10.7056;

    /// <summary>By hand: four fifths of alpha are ln 25; with the late line at 1.05 the motion ends above it in 0.0252 of all cases, and in
    /// 0.04 x 0.496 it has been above the early one before and ends below: nine tenths of alpha.</summary>
    [Test]
    public void Of_TheUsualAlpha_AreThoseByHand()
    {
        var lines = StoppingLines.Of(0.05, Information);

        Assert.That(lines.Early, Is.EqualTo(Math.Log(25)).Within(1e-12));
        Assert.That(lines.Late, Is.EqualTo(1.051).Within(0.001));
    }

    [TestCase(0.05, 0.01)]
    [TestCase(0.2, 0.05)]
    public void Of_LessAlpha_LieFartherApart(double alpha, double less)
    {
        var (here, there) = (StoppingLines.Of(alpha, Information), StoppingLines.Of(less, Information));

        Assert.That(there.Early, Is.GreaterThan(here.Early));
        Assert.That(there.Late, Is.GreaterThan(here.Late));
    }

    [Test]
    public void Of_AnyGate_TheLateLineIsBetweenNothingAndTheEarlyOne(
        [Values(0.0001, 0.003, 0.05, 0.5)] double alpha,
        [Values(0.5, 2, 8, 14, 40)] double information
    )
    {
        var lines = StoppingLines.Of(alpha, information);

        Assert.That(lines.Late, Is.InRange(0, lines.Early));
    }
}
