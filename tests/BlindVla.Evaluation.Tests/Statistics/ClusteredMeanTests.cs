using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Statistics;

/// <summary>Scenes that several checkpoints share are not as good as as many scenes of their own.</summary>
internal sealed class ClusteredMeanTests
{
    [Test]
    public void Of_EverySceneOnce_IsWorthEveryTrial([Values(2, 7, 50)] int scenes, [Values(1, 2)] int successes)
    {
        var mean = ClusteredMean.Of(Enumerable.Range(0, scenes).Select(i => new SceneOutcome("a", $"{i}", i < successes ? 1 : 0)));

        Assert.That(mean.EffectiveOutcomes, Is.EqualTo(scenes).Within(1e-9));
        Assert.That(mean.Mean, Is.EqualTo((double)successes / scenes).Within(1e-12));
    }

    [Test]
    public void Of_ExactCopies_AreWorthNoMoreThanTheScenes([Values(2, 3, 13)] int copies)
    {
        var mean = ClusteredMean.Of(
            from copy in Enumerable.Range(0, copies)
            from scene in Enumerable.Range(0, 20)
            select new SceneOutcome($"{copy}", $"{scene}", scene % 3 == 0 ? 1 : 0)
        );

        Assert.That((mean.Scenes, mean.Outcomes), Is.EqualTo((20, 20 * copies)));
        Assert.That(mean.EffectiveOutcomes, Is.InRange(19, 20));
    }

    [Test]
    public void Of_OutcomesThatAreAllAlike_AreWorthOneForEachScene([Values(-1, 0, 1)] int value)
    {
        var mean = ClusteredMean.Of(
            from copy in Enumerable.Range(0, 3)
            from scene in Enumerable.Range(0, 10)
            select new SceneOutcome($"{copy}", $"{scene}", value)
        );

        Assert.That(mean.EffectiveOutcomes, Is.EqualTo(10));
    }

    [Test]
    public void Of_Strata_AllWeighTheSameHoweverManyTrialsTheyHave()
    {
        var mean = ClusteredMean.Of([new("a", "0", 1), new("a", "1", 1), new("a", "2", 1), new("b", "0", 0)]);

        Assert.That(mean.Mean, Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Of_AnyOutcomes_IsWorthAtMostAllOfThemInAnyOrder([Range(0, 19)] int key)
    {
        var random = KeyedRandom.Create((ulong)key, nameof(ClusteredMeanTests));
        var outcomes = (
            from stratum in Enumerable.Range(0, 1 + random.NextInt(4))
            from scene in Enumerable.Range(0, 1 + random.NextInt(30))
            select new SceneOutcome($"{stratum}", $"{scene}", random.NextInt(3) - 1)
        ).ToList();

        var mean = ClusteredMean.Of(outcomes);
        var interval = mean.DifferenceInterval();

        Assert.Multiple(() =>
        {
            Assert.That(mean.EffectiveOutcomes, Is.GreaterThan(0).And.LessThanOrEqualTo(outcomes.Count));
            Assert.That(mean.Mean, Is.InRange(interval.Low, interval.High));
            Assert.That(mean.McNemar(), Is.InRange(0, 1));
            Assert.That(ClusteredMean.Of(Enumerable.Reverse(outcomes)), Is.EqualTo(mean));
        });
    }

    // Checkpoints on fifty scenes of which some are hard or easy for all of them.
    [TestCase(0.5, 0.3, 3)]
    [TestCase(0.8, 0.7, 3)]
    [TestCase(0.1, 0.5, 3)]
    [TestCase(0.02, 0.3, 15)]
    public void RateInterval_OfScenesThatAgree_CoversTheTruthAsOftenAsItSays(double rate, double agreement, int checkpoints)
    {
        const int Repeats = 1000;
        var random = KeyedRandom.Create(1, nameof(ClusteredMeanTests), $"{rate} {agreement}");
        var (covered, naive) = (0, 0);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            List<SceneOutcome> outcomes = [];
            for (var scene = 0; scene < 50; scene++)
            {
                // With this chance all come to the same, otherwise each for itself: the correlation within a scene.
                var common = random.NextDouble() < agreement ? random.NextDouble() < rate : (bool?)null;
                for (var checkpoint = 0; checkpoint < checkpoints; checkpoint++)
                {
                    outcomes.Add(new($"{checkpoint}", $"{scene}", common ?? random.NextDouble() < rate ? 1 : 0));
                }
            }
            var interval = ClusteredMean.Of(outcomes).RateInterval();
            covered += interval.Low <= rate && rate <= interval.High ? 1 : 0;
            var alone = BinomialInterval.Wilson(outcomes.Sum(outcome => outcome.Value), outcomes.Count);
            naive += alone.Low <= rate && rate <= alone.High ? 1 : 0;
        }

        Assert.That(covered / (double)Repeats, Is.InRange(0.92, 0.99));
        Assert.That(naive, Is.LessThan(covered - 20), "taken for independent, the trials say more than they know");
    }

    [TestCase(10, 3, 0.09229)]
    [TestCase(8, 2, 0.10938)]
    [TestCase(0, 6, 0.03125)]
    [TestCase(1, 1, 1)]
    [TestCase(0, 0, 1)]
    public void McNemar_OfWholeNumbers_IsTheExactTest(int won, int lost, double expected)
    {
        Assert.That(PairedTest.McNemar((double)won, lost), Is.EqualTo(expected).Within(1e-5));
        Assert.That(PairedTest.McNemar((double)won, lost), Is.EqualTo(PairedTest.McNemar(new PairedCounts(0, won, lost, 0))).Within(1e-12));
    }

    [Test]
    public void McNemar_OfMorePairs_IsSmaller()
    {
        double[] p = [.. Enumerable.Range(0, 100).Select(i => PairedTest.McNemar(4 + (i * 0.1), 1 + (i * 0.025)))];

        Assert.That(p, Is.Ordered.Descending);
    }
}
