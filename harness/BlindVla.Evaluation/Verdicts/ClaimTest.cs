using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The test of one claim that is looked at after every scene. What it has said it keeps, whatever comes later.</summary>
public abstract class ClaimTest
{
    private readonly double _practicalDrop;
    private readonly double _pairsOfNothing;
    private bool _hasSuccess;
    private bool _hasEnded;

    private protected ClaimTest(GateRules rules, double margin)
    {
        _practicalDrop = rules.PracticalDrop;
        // So many pairs without a success are seen with a chance of alpha where the baseline succeeds as often as the margin says: whoever
        // succeeds less often has less to lose than may be overlooked.
        _pairsOfNothing = SharedScenes.ToSee(margin, rules.Alpha);
    }

    /// <summary>What it says so far.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Inconclusive;

    /// <summary>Further pairs change nothing: it has said something, or can no longer say anything.</summary>
    public bool IsOver => _hasEnded || Verdict != Verdict.Inconclusive;

    /// <summary>It has pairs, and has not looked at them: too few scenes are there to know how far the cells of one end alike.</summary>
    public virtual bool IsTooEarly => false;

    private protected SceneTally Tally { get; } = new();

    /// <param name="margin">Of the claim, one of those of the gate.</param>
    /// <param name="power">With which it is to pass where both sides are as good; null, or more than that of
    /// each claim of the gate, for that one.</param>
    public static ClaimTest Of(GateRules rules, double margin, double? power = null) =>
        rules.Guarantee == Guarantee.Anytime
            ? new BettorsTest(rules, margin)
            : new LikelihoodLinesTest(rules, margin, Math.Min(power ?? 1, rules.PowerOfEach));

    /// <summary>The pairs of one scene, at least one.</summary>
    public void AddScene(PairedCounts pairs)
    {
        if (IsOver)
        {
            return;
        }
        Tally.Add(pairs.Pairs, pairs.OnlyCandidate, pairs.OnlyBaseline);
        _hasSuccess |= pairs.BaselineSuccesses + pairs.CandidateSuccesses > 0;
        var (isNotWorse, isWorse, isLast) = Look(pairs);
        // Who never succeeds cannot get worse: that passes nothing.
        Verdict =
            isNotWorse && _hasSuccess ? Verdict.Pass
            : isWorse && Tally.Won - Tally.Lost <= -_practicalDrop * Tally.Pairs ? Verdict.Regression
            : Verdict.Inconclusive;
        _hasEnded = isLast || (!_hasSuccess && Tally.Scenes >= SharedScenes.Fewest && Tally.Pairs >= _pairsOfNothing);
    }

    /// <summary>Whether the margin is excluded, whether there is a drop, and whether there is nothing more to be had.</summary>
    /// <param name="scene">Which was the last to be told, and is in <see cref="Tally"/> already.</param>
    private protected abstract (bool IsNotWorse, bool IsWorse, bool IsLast) Look(PairedCounts scene);
}
