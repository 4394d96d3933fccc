namespace BlindVla.Policies.Tests;

/// <summary>Sessions that are all or half answered together, on a clock of the test's.</summary>
public sealed class BatchLimitTests
{
    private readonly Clock _clock = new();

    [Test]
    public void BatchesThatTakeAsLongAsTheirObservations_AreHalved()
    {
        var limit = new BatchLimit(32, _clock);

        // The others step in half the time of a whole batch: for halves that is hidden behind the other half's batch.
        Answer(limit, sessions: 8, batches: 200, size => size == 8 ? 8 + 4 : size);

        Assert.That(limit.Of(8), Is.EqualTo(4));
    }

    [Test]
    public void BatchesThatTakeAsLongWhateverTheirSize_AreWhole()
    {
        var limit = new BatchLimit(32, _clock);

        Answer(limit, sessions: 8, batches: 200, _ => 10);

        Assert.That(limit.Of(8), Is.EqualTo(8));
    }

    [Test]
    public void WhatIsFasterChanges_IsNoticed()
    {
        var limit = new BatchLimit(32, _clock);
        Answer(limit, sessions: 8, batches: 200, _ => 10);

        Answer(limit, sessions: 8, batches: 2000, size => size == 8 ? 12 : size);

        Assert.That(limit.Of(8), Is.EqualTo(4));
    }

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(3, 2)]
    [TestCase(0, 1)]
    public void AsLongAsNothingIsKnown_AreHalves(int sessions, int expected) =>
        Assert.That(new BatchLimit(32, _clock).Of(sessions), Is.EqualTo(expected));

    [Test]
    public void NeverMoreThanThereMayBe()
    {
        var limit = new BatchLimit(3, _clock);

        Answer(limit, sessions: 8, batches: 200, _ => 10);

        Assert.That(limit.Of(8), Is.EqualTo(3));
    }

    /// <summary>Batches as large as they may be.</summary>
    /// <param name="seconds">From one to the next, by size.</param>
    private void Answer(BatchLimit limit, int sessions, int batches, Func<int, int> seconds)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var size = limit.Of(sessions);
            _clock.Now += seconds(size);
            limit.Answered(size, sessions);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public int Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
