using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// <see cref="Guarantee.Anytime"/>: two bettors, of whom one gets rich when a drop of the margin is excluded, the other when there is a
/// drop. A pass needs 1/alpha once, a regression as many times that as the gate has claims. One bet a scene, on the mean of its pairs:
/// they do not say as much as so many scenes would.
/// </summary>
internal sealed class BettorsTest : ClaimTest
{
    private readonly double _rich;
    private readonly double _richForADrop;
    private readonly double _margin;
    private BettingTest? _notWorse;
    private BettingTest? _worse;

    public BettorsTest(GateRules rules, double margin)
        : base(rules, margin)
    {
        _rich = 1 / rules.Alpha;
        _richForADrop = rules.Claims.Length / rules.Alpha;
        _margin = margin;
    }

    private protected override (bool IsNotWorse, bool IsWorse, bool IsLast) Look(PairedCounts scene)
    {
        _notWorse ??= BettingTest.NotWorse(_margin, scene.Pairs);
        _worse ??= BettingTest.Worse(_margin, scene.Pairs);
        var difference = scene.Difference!.Value;
        _notWorse.Add(difference);
        _worse.Add(difference);
        return (_notWorse.Peak >= _rich, _worse.Peak >= _richForADrop, IsLast: false);
    }
}
