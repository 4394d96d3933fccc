namespace BlindVla.Training.Tests;

public sealed class SampleOrderTests
{
    [Test]
    public void Of_OnePass_MeetsEveryFrameOnce()
    {
        var order = new SampleOrder(1, [(24, 1)], 8);

        var met = Enumerable.Range(0, 3).SelectMany(step => order.Of(step)).Select(frame => frame.Index);

        Assert.That(met, Is.EquivalentTo(Enumerable.Range(0, 24)));
    }

    [Test]
    public void Of_AStep_DependsOnItsNumberAlone()
    {
        var (through, alone) = (new SampleOrder(1, [(10, 3), (7, 1)], 8), new SampleOrder(1, [(10, 3), (7, 1)], 8));
        var all = Enumerable.Range(0, 100).Select(step => through.Of(step).ToList()).ToList();

        Assert.That(alone.Of(57), Is.EqualTo(all[57]));
    }

    [Test]
    public void Of_SharedBatch_IsDealtByShares()
    {
        var order = new SampleOrder(1, [(100, 3), (100, 1)], 8);

        Assert.That(order.Of(4).Count(frame => frame.Source == 0), Is.EqualTo(6));
    }

    [Test]
    public void Of_AnotherSeed_IsAnotherOrder() =>
        Assert.That(new SampleOrder(2, [(100, 1)], 50).Of(0), Is.Not.EqualTo(new SampleOrder(1, [(100, 1)], 50).Of(0)));
}
