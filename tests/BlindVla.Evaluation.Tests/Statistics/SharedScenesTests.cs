namespace BlindVla.Evaluation.Tests.Statistics;

public sealed class SharedScenesTests
{
    /// <summary>
    /// By hand: four scenes of two pairs, one of which is lost twice. The difference is -2/8; V0 = 2 - 8/16 = 1.5; about it the
    /// scenes' sums lie at -1.5, 0.5, 0.5 and 0.5, with squares that sum to 3 and fourths to 5.25. That is as of 12/7 scenes, which raises
    /// the squares to 3 / (1 - 7/24) = 72/17; the effect is (72/17 + 8/4) / (1.5 + 1), and not above
    /// 1 + 4/3, as of scenes that agree entirely.
    /// </summary>
    [Test]
    public void DesignEffect_IsThatByHand() =>
        Assert.That(Of([-1, -1], [0, 0], [0, 0], [0, 0]), Is.EqualTo(new SharedScenes(4, 7.0 / 3)).Using(Near));

    [Test]
    public void PairsOfOneSceneThatDiffer_AreWorthNoLess() =>
        Assert.That(Of([-1, 0], [1, 0], [0, -1], [0, 1]).DesignEffect, Is.GreaterThanOrEqualTo(1).And.LessThan(1.5));

    [TestCase(0)]
    [TestCase(-1)]
    public void PairsThatAreAllAlike_CountOnceAScene(int difference) =>
        Assert.That(Of([difference, difference, difference], [difference, difference, difference]), Is.EqualTo(new SharedScenes(2, 3)));

    [Test]
    public void ScenesOfOnePair_ShareNothing()
    {
        var counts = new PairedCounts(40, 1, 9, 0);
        var shared = Of([.. Enumerable.Repeat<int[]>([0], 40), .. Enumerable.Repeat<int[]>([-1], 9), [1]]);

        Assert.That(shared, Is.EqualTo(new SharedScenes(50, 1)));
        Assert.That(DifferenceInterval.Tango(counts, shared), Is.EqualTo(DifferenceInterval.Tango(counts)));
        Assert.That(PairedTest.McNemar(counts, shared), Is.EqualTo(PairedTest.McNemar(counts)));
        Assert.That(PairedTest.McNemarDrop(counts, shared), Is.EqualTo(PairedTest.McNemarDrop(counts)));
    }

    /// <summary>The same scenes in four bit-identical cells say what one cell says.</summary>
    [Test]
    public void ClonesOfACell_SayWhatTheCellSays()
    {
        int[] cell = [.. Enumerable.Repeat(0, 52), .. Enumerable.Repeat(-1, 7), 1];
        var one = PairedCounts.Of(cell.Select(difference => (difference <= 0, difference >= 0)));
        var four = new PairedCounts(4 * one.Both, 4 * one.OnlyCandidate, 4 * one.OnlyBaseline, 0);

        var shared = Of([.. cell.Select(difference => new[] { difference, difference, difference, difference })]);

        // But for the one degree of freedom that the mean takes, and the pair of entire agreement.
        Assert.That(shared.DesignEffect, Is.EqualTo(4).Within(0.1));
        var (alone, together) = (DifferenceInterval.Tango(one), DifferenceInterval.Tango(four, shared));
        Assert.That(together.Low, Is.EqualTo(alone.Low).Within(0.002));
        Assert.That(together.High, Is.EqualTo(alone.High).Within(0.002));
        Assert.That(PairedTest.McNemar(four, shared), Is.EqualTo(PairedTest.McNemar(one)).Within(0.01));
    }

    /// <summary>0.9^29 is below 0.05 and 0.9^28 is not: of 29 scenes a tenth is not all missed.</summary>
    [TestCase(0.1, 29)]
    [TestCase(0.05, 59)]
    [TestCase(0.03, 99)]
    public void ToSee_AShare_TakesSoManyScenes(double share, int scenes)
    {
        Assert.That(SharedScenes.ToSee(share, 0.05), Is.InRange(scenes - 1, scenes));
        Assert.That(SharedScenes.Unseen(scenes, 0.05), Is.LessThan(share));
        Assert.That(SharedScenes.Unseen(scenes - 1, 0.05), Is.GreaterThan(share));
    }

    /// <summary>One of forty scenes that is lost in all cells, and eight pairs elsewhere: the variance is nearly that scene's.</summary>
    [Test]
    public void VarianceThatOneSceneMakes_IsTakenForMoreThanItIs()
    {
        var few = Of([
            [-1, -1, -1, -1],
            .. Enumerable.Repeat<int[]>([-1, 0, 0, 0], 4),
            .. Enumerable.Repeat<int[]>([0, 0, 0, 0], 35),
        ]);

        // By hand: d = -8/160; squares 16 + 4 - 40 x 0.04 = 18.4; by G/(G-1) it would be (18.4 x 40/39 + 4) / 8.6.
        Assert.That(few.DesignEffect, Is.GreaterThan(1.2 * ((18.4 * 40 / 39) + 4) / 8.6));
    }

    private static readonly Comparison<SharedScenes> Near = (a, b) =>
        a.Scenes == b.Scenes && Math.Abs(a.DesignEffect - b.DesignEffect) < 1e-12 ? 0 : 1;

    private static SharedScenes Of(params IReadOnlyList<int[]> scenes) =>
        SharedScenes.Of([.. scenes.Index().SelectMany(scene => scene.Item.Select(difference => ($"{scene.Index}", difference)))]);
}
