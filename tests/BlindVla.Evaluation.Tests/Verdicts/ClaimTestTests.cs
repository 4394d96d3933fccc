using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Verdicts;

/// <summary>What a claim says that is looked at after every scene.</summary>
internal sealed class ClaimTestTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.1, [], 0.05, 0.9, 0.02, 0.01, null);
    private static readonly PairedCounts Alike = new(1, 0, 0, 0);
    private static readonly PairedCounts Lost = new(0, 0, 1, 0);
    private static readonly PairedCounts Won = new(0, 1, 0, 0);

    /// <summary>ln 25 = 3.219 is reached by -n ln(1 - m): 31 pairs at a margin of 0.1, 63 at 0.05, 106 at 0.03.</summary>
    [TestCase(0.1, 31)]
    [TestCase(0.05, 63)]
    [TestCase(0.03, 106)]
    public void Lines_PairsThatEndAlike_PassWhereTheRatioIsReached(double margin, int pairs)
    {
        var test = ClaimTest.Of(Rules, margin);

        Assert.That(ScenesUntilOver(test, _ => Alike), Is.EqualTo(pairs));
        Assert.That(test.Verdict, Is.EqualTo(Verdict.Pass));
    }

    /// <summary>However wide the margin: a candidate that is worse by it passes at most as often as alpha says.</summary>
    [Test]
    public void Lines_PairsThatEndAlike_PassNoneThatIsWorseByTheMarginMoreOftenThanAlpha(
        [Values(0.02, 0.1, 0.3, 0.5, 0.8, 0.95)] double margin,
        [Values(0.01, 0.05, 0.2)] double alpha
    )
    {
        var pairs = ScenesUntilOver(ClaimTest.Of(Rules with { Alpha = alpha }, margin), _ => Alike);

        Assert.That(Math.Pow(1 - margin, pairs), Is.LessThanOrEqualTo(alpha));
    }

    /// <summary>A broken candidate is so sure a drop after 14 pairs (2^-14 is below 0.002 x 0.05) that no margin need be
    /// compared.</summary>
    [TestCase(0.1)]
    [TestCase(0.03)]
    public void Lines_CandidateThatLosesEverything_IsFoundWhateverTheMargin(double margin)
    {
        var test = ClaimTest.Of(Rules, margin);

        Assert.That(ScenesUntilOver(test, _ => Lost), Is.EqualTo(14));
        Assert.That(test.Verdict, Is.EqualTo(Verdict.Regression));
    }

    /// <summary>ln 0.05 / ln 0.9 = 28.4: 29 pairs without a success exclude that the baseline succeeds as often as the margin. Cells of
    /// a scene count as pairs, yet twenty scenes there must be.</summary>
    [TestCase(Guarantee.Calibrated, 0.1, 1, 29)]
    [TestCase(Guarantee.Anytime, 0.1, 1, 29)]
    [TestCase(Guarantee.Calibrated, 0.1, 4, 20)]
    [TestCase(Guarantee.Anytime, 0.5, 1, 20)]
    public void NeverASuccess_EndsTheTest_AndPassesNothing(Guarantee guarantee, double margin, int cells, int scenes)
    {
        var test = ClaimTest.Of(Rules with { Guarantee = guarantee }, margin);

        Assert.That(ScenesUntilOver(test, _ => new(0, 0, 0, cells)), Is.EqualTo(scenes));
        Assert.That(test.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public void OneSuccess_IsSomethingToCompare()
    {
        var test = ClaimTest.Of(Rules with { Guarantee = Guarantee.Anytime }, 0.1);

        Assert.That(ScenesUntilOver(test, scene => scene == 3 ? Alike : new(0, 0, 0, 1)), Is.GreaterThan(29));
    }

    [TestCase(Guarantee.Calibrated)]
    [TestCase(Guarantee.Anytime)]
    public void DropSmallerThanThePracticalOne_IsNoRegression(Guarantee guarantee)
    {
        var test = ClaimTest.Of(Rules with { Guarantee = guarantee, PracticalDrop = 0.5 }, 0.1);
        for (var i = 0; i < 300; i++)
        {
            test.AddScene(i % 3 == 0 ? Lost : Alike);
        }

        Assert.That(test.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [TestCase(Guarantee.Calibrated)]
    [TestCase(Guarantee.Anytime)]
    public void Pass_IsKept_WhateverComesLater(Guarantee guarantee)
    {
        var test = ClaimTest.Of(Rules with { Guarantee = guarantee }, 0.1);
        ScenesUntilOver(test, _ => Alike);
        for (var i = 0; i < 200; i++)
        {
            test.AddScene(Lost);
        }

        Assert.That(test.Verdict, Is.EqualTo(Verdict.Pass));
    }

    /// <summary>Four cells that are copies of each other say what one says; since that they are is estimated, a tenth later.</summary>
    [Test]
    public void Lines_CopiesOfACell_TakeAboutAsManyScenesAsTheCell()
    {
        var (one, four) = (ClaimTest.Of(Rules, 0.1), ClaimTest.Of(Rules, 0.1));

        Assert.That((ScenesUntilOver(one, _ => Alike), ScenesUntilOver(four, _ => new(4, 0, 0, 0))), Is.EqualTo((31, 31)));
    }

    /// <summary>Pairs lost and won in turn, no two in a scene, look independent. Yet a scene that all cells lose may be still to come: 59
    /// exclude that a twentieth is of that kind.</summary>
    [Test]
    public void Lines_ScenesThatAreShared_PassNothingBeforeThereAreAsManyAsTheMarginNeeds()
    {
        var test = ClaimTest.Of(Rules, 0.05);

        var scenes = ScenesUntilOver(test, i => i % 4 == 0 ? new(12, 1, 1, 0) : new(14, 0, 0, 0));

        Assert.That((scenes, test.Verdict), Is.EqualTo((59, Verdict.Pass)));
    }

    /// <summary>Where only losses were met the rest need not be even: of 64 scenes 11 lost a pair, by 1.645 standard deviations (of a
    /// design effect of 2) more than chance, 0.4 % of all pairs, and 4.6 % of scenes may have been missed.</summary>
    [Test]
    public void Lines_ScenesThatAreSharedAndOnlyLost_TakeTheLossesFromTheMargin()
    {
        var test = ClaimTest.Of(Rules, 0.05);

        var scenes = ScenesUntilOver(test, i => i % 6 == 0 ? new(13, 0, 1, 0) : new(14, 0, 0, 0));

        Assert.That((scenes, test.Verdict), Is.EqualTo((64, Verdict.Pass)));
    }

    /// <summary>A claim that was planned with less power ends sooner where nothing can be said.</summary>
    [Test]
    public void Lines_LessPower_EndSooner()
    {
        int Scenes(double? power) => ScenesUntilOver(ClaimTest.Of(Rules, 0.1, power), i => (i % 20) switch
                {
                    3 or 10 => Lost,
                    15 => Won,
                    _ => Alike,
                });

        Assert.That(Scenes(0.8), Is.LessThan(Scenes(0.9)));
        Assert.That(Scenes(0.99), Is.EqualTo(Scenes(null)), "more than the gate asks for is no more");
    }

    [Test]
    public void Lines_ScenesThatAreShared_AreNotLookedAtBeforeThereAreTwenty()
    {
        var test = ClaimTest.Of(Rules, 0.5);

        Assert.That(ScenesUntilOver(test, _ => new(0, 0, 4, 0)), Is.EqualTo(20));
        Assert.That(test.Verdict, Is.EqualTo(Verdict.Regression));
    }

    /// <summary>Exactly as many pairs are lost as at half the margin: nothing can be said, and that is said.</summary>
    [Test]
    public void Lines_BetweenTheHypotheses_EndsUndecidedAfterALittleMoreThanThePlan()
    {
        var test = ClaimTest.Of(Rules, 0.1);

        var scenes = ScenesUntilOver(test, i => (i % 20) switch
            {
                3 or 10 => Lost,
                15 => Won,
                _ => Alike,
            });

        Assert.That(test.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(scenes, Is.InRange(120, 260));
    }

    [Test]
    public void MoreClaims_TakeMoreForARegression_AndNoMoreForAPass()
    {
        var five = Rules with { Protected = [.. Enumerable.Range(0, 4).Select(i => new ProtectedScope($"cell{i}", 0.1))] };

        Assert.That(ScenesUntilOver(ClaimTest.Of(five, 0.1), _ => Alike), Is.EqualTo(31));
        Assert.That(ScenesUntilOver(ClaimTest.Of(five, 0.1), _ => Lost), Is.EqualTo(16), "2^-16 is below 0.002 x 0.05 / 5");
    }

    /// <summary>Where the test ends depends on how many pairs are discordant, so that a better pair may end it at another place; but it
    /// never makes a regression of a pass.</summary>
    [Test]
    public void Lines_OnePairThatGoesBetter_MakesNoRegressionOfAPass()
    {
        var random = KeyedRandom.Create(3, "monotone");
        var passes = 0;
        for (var run = 0; run < 600; run++)
        {
            var lost = 0.02 + (0.02 * (run % 6));
            int[] differences =
            [
                .. Enumerable
                    .Range(0, 320)
                    .Select(_ => random.NextDouble())
                    .Select(u =>
                        u < lost ? -1
                        : u < lost + 0.05 ? 1
                        : 0
                    ),
            ];
            var at = (int)(random.NextDouble() * differences.Length);
            var before = Of(differences);
            differences[at] = Math.Min(1, differences[at] + 1);
            passes += before == Verdict.Pass ? 1 : 0;

            Assert.That((before, Of(differences)), Is.Not.EqualTo((Verdict.Pass, Verdict.Regression)), $"run {run}");
        }
        Assert.That(passes, Is.InRange(100, 500));

        static Verdict Of(int[] differences)
        {
            var test = ClaimTest.Of(Rules, 0.1);
            foreach (var difference in differences)
            {
                test.AddScene(
                    difference < 0 ? Lost
                    : difference > 0 ? Won
                    : Alike
                );
            }
            return test.Verdict;
        }
    }

    private static int ScenesUntilOver(ClaimTest test, Func<int, PairedCounts> scene)
    {
        var scenes = 0;
        while (!test.IsOver && scenes < 2000)
        {
            test.AddScene(scene(scenes++));
        }
        return scenes;
    }
}
