using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class ThingIntervalTests
{
    private static readonly Condition Cell = new("reach", "id", null, Split.InDistribution);

    /// <summary>Twenty scenes with two objects; all four losses are with one. By hand: d = -0.2, V0 = 4 - 20 x 0.04 = 3.2,
    /// Vc = 2 x (2^2 + 2^2) = 16, effect (16 + 20 / 2) / (3.2 + 1); Student's quantile with one degree of freedom 12.706.</summary>
    [Test]
    public void OfTwoObjects_IsAsByHand()
    {
        ComparedPair[] pairs =
        [
            .. Enumerable
                .Range(0, 20)
                .Select(i => new ComparedPair(
                    $"scene {i}",
                    "",
                    Cell,
                    i < 10 ? "carrot" : "can",
                    "plate",
                    null,
                    Baseline: true,
                    Candidate: i >= 4
                )),
        ];

        var things = ThingInterval.Of(pairs, new SharedScenes(20, 1), weighed: null, 0.95);

        Assert.That(things.Select(thing => (thing.Kind, thing.Things)), Is.EqualTo(new[] { ("object", 2), ("receptacle", 1) }));
        Assert.That(things[0].DesignEffect, Is.EqualTo(26 / 4.2).Within(1e-12));
        var expected = DifferenceInterval.Tango(
            new PairedCounts(16, 0, 4, 0),
            new SharedScenes(2, 26 / 4.2 * Math.Pow(12.7062 / 1.959964, 2)),
            0.95
        );
        Assert.That(things[0].Interval!.Value.Low, Is.EqualTo(expected.Low).Within(1e-4));
        Assert.That(things[0].Interval!.Value.High, Is.EqualTo(expected.High).Within(1e-4));
        Assert.That(things[1].Interval, Is.Null, "one receptacle says nothing of others");
    }

    [Test]
    public void OfObjectsThatAgreeByChance_IsNoBetterThanTheirScenes()
    {
        // Each object loses one and wins one: nothing between them, much within scenes.
        ComparedPair[] pairs =
        [
            .. Enumerable.Range(0, 40).Select(i => new ComparedPair($"{i / 2}", "", Cell, $"{i % 10}", null, null, i % 4 < 2, i % 4 >= 2)),
        ];
        var scenes = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]);

        var things = ThingInterval.Of(pairs, scenes, weighed: null, 0.95).Single();

        Assert.That(scenes.DesignEffect, Is.GreaterThan(1.5));
        Assert.That(things.DesignEffect, Is.GreaterThanOrEqualTo(scenes.DesignEffect));
    }

    /// <summary>Nine objects, each lost at a rate of its own: an interval over scenes is one of just these nine.</summary>
    [Test]
    public void OfNineObjects_CoversWhatOthersWouldShow_WhereThatOfScenesDoesNot()
    {
        const int Draws = 600;
        const int Episodes = 20;
        const double Most = 0.6;
        var (overObjects, overScenes) = (0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = KeyedRandom.Create(11, "objects", $"{draw}");
            var pairs = new List<ComparedPair>();
            for (var thing = 0; thing < 9; thing++)
            {
                var rate = Most * random.NextDouble();
                for (var i = 0; i < Episodes; i++)
                {
                    pairs.Add(
                        new($"{thing}/{i}", "", Cell, $"{thing}", null, null, Baseline: true, Candidate: random.NextDouble() >= rate)
                    );
                }
            }
            var scenes = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]);
            var counts = PairedCounts.Of(pairs.Select(pair => (pair.Baseline, pair.Candidate)));
            bool Covers(DifferenceInterval interval) => interval.Low <= -Most / 2 && -Most / 2 <= interval.High;
            overScenes += Covers(DifferenceInterval.Tango(counts, scenes)) ? 1 : 0;
            overObjects += Covers(ThingInterval.Of(pairs, scenes, weighed: null, 0.95).Single().Interval!.Value) ? 1 : 0;
        }

        Assert.That((double)overObjects / Draws, Is.InRange(0.93, 0.99));
        Assert.That((double)overScenes / Draws, Is.LessThan(0.8));
    }
}
