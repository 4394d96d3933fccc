namespace BlindVla.Evaluation.Tests.Statistics;

public sealed class SharedScenesTests
{
    /// <summary>
    /// By hand: four scenes of two pairs, one of which is lost twice. The difference is -2/8; V0 = 2 - 8/16 = 1.5; about it the
    /// scenes' sums lie at -1.5, 0.5, 0.5 and 0.5, so Vc = 4/3 (2.25 + 3/4) = 4; the effect is (4 + 8/4) / (1.5 + 1).
    /// </summary>
    [Test]
    public void DesignEffect_IsThatByHand() =>
        Assert.That(Of([-1, -1], [0, 0], [0, 0], [0, 0]), Is.EqualTo(new SharedScenes(4, 2.4)).Using(Near));

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

    private static readonly Comparison<SharedScenes> Near = (a, b) =>
        a.Scenes == b.Scenes && Math.Abs(a.DesignEffect - b.DesignEffect) < 1e-12 ? 0 : 1;

    private static SharedScenes Of(params IReadOnlyList<int[]> scenes) =>
        SharedScenes.Of([.. scenes.Index().SelectMany(scene => scene.Item.Select(difference => ($"{scene.Index}", difference)))]);
}
