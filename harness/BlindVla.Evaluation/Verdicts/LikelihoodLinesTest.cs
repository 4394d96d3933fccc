using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// <see cref="Guarantee.Calibrated"/>: the likelihood ratio of "alike" and "worse by the margin" between two lines, closed at a little more
/// information than a plan of fixed size has. Pairs count divided by their design effect.
/// </summary>
internal sealed class LikelihoodLinesTest : ClaimTest
{
    /// <summary>Of the information of a plan of fixed size: the longest it runs.</summary>
    private const double Patience = 1.2;

    /// <summary>Share of alpha at which a drop is so sure that it need not be compared with the margin: a candidate that is broken drops by
    /// much more, which a ratio of the margin and nothing is slow to see.</summary>
    private const double ShareObvious = 0.002;

    private readonly double _alpha;
    private readonly double _margin;
    private readonly double _z;
    private readonly double _information;
    private readonly double _pairs;
    private readonly double _scenes;
    private readonly double _obvious;
    private readonly StoppingLines _pass;
    private readonly StoppingLines _regression;

    /// <param name="power">With which the claim is to pass where both sides are as good.</param>
    public LikelihoodLinesTest(GateRules rules, double margin, double power)
        : base(rules, margin)
    {
        var (z, alphaOfEach) = (StandardNormal.Quantile(1 - rules.Alpha), rules.Alpha / rules.Claims.Length);
        _alpha = rules.Alpha;
        _z = z;
        _margin = margin;
        _information = Patience * Math.Pow(z + StandardNormal.Quantile(power), 2);
        // Where no pair is discordant: as many as a score bound needs, and as are alike by chance in no more than alpha of all cases.
        _scenes = SharedScenes.ToSee(margin, rules.Alpha);
        _pairs = Math.Max(Patience * z * z * (1 - margin) / margin, _scenes);
        _obvious = ShareObvious * alphaOfEach;
        _pass = StoppingLines.Of(rules.Alpha, _information);
        _regression = StoppingLines.Of(alphaOfEach, _information);
    }

    public override bool IsTooEarly => !Tally.SharesNothing && Tally.Scenes < SharedScenes.Fewest;

    private protected override (bool IsNotWorse, bool IsWorse, bool IsLast) Look(PairedCounts scene)
    {
        if (IsTooEarly)
        {
            return default;
        }
        var shared = Tally.Shared;
        var pairs = Tally.Pairs / shared.DesignEffect;
        var ratio = LikelihoodRatio.Of(pairs, Tally.Won / shared.DesignEffect, Tally.Lost / shared.DesignEffect, _margin);
        var isFull = (Tally.SharesNothing || Tally.WholeScenes >= _scenes) && ratio.Information >= _information && pairs >= _pairs;
        var isBeyond = ratio.Value >= (isFull ? _pass.Late : _pass.Early);
        var isNotWorse = isBeyond && !MayHideTheMargin(shared.DesignEffect);
        return (
            isNotWorse,
            ratio.Value <= -(isFull ? _regression.Late : _regression.Early) || (ratio.Value < 0 && IsObvious(shared)),
            isFull && isNotWorse == isBeyond
        );
    }

    /// <summary>
    /// Whether a drop as large as the margin may lie in scenes that were not met: who looks again and again also looks before the first one
    /// that is lost everywhere. What the others lost beyond chance is a part of it already.
    /// </summary>
    private bool MayHideTheMargin(double designEffect)
    {
        if (Tally.SharesNothing)
        {
            return false;
        }
        var chance = _z * Math.Sqrt(designEffect * (Tally.Won + Tally.Lost));
        var drop = Math.Max(0, Tally.Lost - Tally.Won - chance) / Tally.Pairs;
        var unseen = SharedScenes.Unseen(Tally.WholeScenes, _alpha);
        return drop + (unseen * (1 - drop)) >= _margin;
    }

    /// <summary>Nothing within three standard deviations is, which is soon seen.</summary>
    private bool IsObvious(SharedScenes shared) =>
        Math.Pow(Tally.Won - Tally.Lost, 2) > 9 * shared.DesignEffect * (Tally.Won + Tally.Lost)
        && PairedTest.McNemarDrop(new(Tally.Pairs - Tally.Won - Tally.Lost, Tally.Won, Tally.Lost, 0), shared) <= _obvious;
}
