namespace BlindVla.Reports.Tests;

internal sealed class PlotScaleTests
{
    [TestCase(new[] { -0.03, 0.01 }, new[] { "−3", "−2", "−1", "0", "+1" })]
    [TestCase(new[] { -0.31, 0.12 }, new[] { "−40", "−30", "−20", "−10", "0", "+10", "+20" })]
    [TestCase(new[] { -1.0, 1.0 }, new[] { "−100", "−75", "−50", "−25", "0", "+25", "+50", "+75", "+100" })]
    [TestCase(new[] { 0.2, 0.31 }, new[] { "0", "+5", "+10", "+15", "+20", "+25", "+30", "+35" })]
    [TestCase(new double[0], new[] { "−1", "0", "+1" })]
    public void OfDifferences_HasRoundTicks_AndHoldsEveryValueAndZero(double[] values, string[] ticks)
    {
        var scale = PlotScale.OfDifferences(values);

        Assert.That(scale.Ticks.Select(scale.Tick), Is.EqualTo(ticks));
        Assert.That(values, Has.All.InRange(scale.Minimum - 1e-9, scale.Maximum + 1e-9));
    }

    [Test]
    public void Rates_FromZeroToAHundred()
    {
        Assert.That(PlotScale.Rates.Ticks.Select(PlotScale.Rates.Tick), Is.EqualTo(new[] { "0", "20", "40", "60", "80", "100" }));
        Assert.That(PlotScale.Rates.At(0.25), Is.EqualTo(25));
        Assert.That(PlotScale.Rates.At(1.5), Is.EqualTo(100), "beside the axis: at its end");
    }
}
