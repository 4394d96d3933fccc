using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Trials;

public sealed class WorkerGrowthTests
{
    private const int Plenty = 1000;

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void IsDoubled_AsLongAsThatIsFaster_AndGoesBackOnce()
    {
        var growth = new WorkerGrowth(first: 2, most: 64, _time);

        var seen = new[] { 10.0, 15, 17, 18 }.Select(rate => (Measured: Measure(growth, rate), growth.Now)).ToList();

        Assert.That(seen.Take(3), Is.EqualTo(new (WorkerRate?, int)[] { (new(2, 10), 4), (new(4, 15), 8), (new(8, 17), 16) }));
        Assert.That(seen[3], Is.EqualTo(((WorkerRate?)new WorkerRate(16, 18), 8)), "a gain of 6 % is none");
        Assert.That(Measure(growth, 30), Is.Null, "it was settled");
        Assert.That(growth.Rates, Is.EqualTo(seen.Select(one => one.Measured)));
    }

    [Test]
    public void HasNeverMoreThanThereMayBe()
    {
        var growth = new WorkerGrowth(first: 2, most: 3, _time);

        Measure(growth, 10);
        Assert.That(growth.Now, Is.EqualTo(3));
        Measure(growth, 20);
        Assert.That(growth.Now, Is.EqualTo(3));
        Assert.That(Measure(growth, 40), Is.Null);
    }

    [Test]
    public void NumberThatWasGiven_IsNeverMeasured()
    {
        var growth = new WorkerGrowth(first: 2, most: 2, _time);

        Assert.That(Measure(growth, 10), Is.Null);
        Assert.That((growth.Now, growth.Rates.Length), Is.EqualTo((2, 0)));
    }

    [TestCase(7, 4)]
    [TestCase(8, 8)]
    public void TooFewTrialsWait_NoWorkerIsAdded(int waiting, int expected)
    {
        var growth = new WorkerGrowth(first: 4, most: 64, _time);

        Measure(growth, 10, waiting);

        Assert.That(growth.Now, Is.EqualTo(expected));
    }

    [Test]
    public void BeforeItSettles_StepsDoNotCount()
    {
        var growth = new WorkerGrowth(first: 2, most: 64, _time);
        Step(growth, 5000);
        _time.Advance(WorkerGrowth.Settling / 2);
        Assert.That(growth.OnTrial(Plenty), Is.Null);
        _time.Advance(WorkerGrowth.Settling / 2);
        Assert.That(growth.OnTrial(Plenty), Is.Null);

        Step(growth, 100);
        _time.Advance(WorkerGrowth.Window / 2);
        Assert.That(growth.OnTrial(Plenty), Is.Null, "half a window says nothing");
        Step(growth, 100);
        _time.Advance(WorkerGrowth.Window / 2);

        Assert.That(growth.OnTrial(Plenty), Is.EqualTo(new WorkerRate(2, 200 / WorkerGrowth.Window.TotalSeconds)));
    }

    private WorkerRate? Measure(WorkerGrowth growth, double rate, int waiting = Plenty)
    {
        _time.Advance(WorkerGrowth.Settling);
        Assert.That(growth.OnTrial(waiting), Is.Null);
        _time.Advance(WorkerGrowth.Window);
        Step(growth, (int)(rate * WorkerGrowth.Window.TotalSeconds));
        return growth.OnTrial(waiting);
    }

    private static void Step(WorkerGrowth growth, int times)
    {
        var watch = growth.Watch();
        for (var step = 1; step <= times; step++)
            watch.OnStep(step, [], null!);
    }
}
