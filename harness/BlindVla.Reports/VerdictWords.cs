using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What a gate says, for whoever decides and does not read tables.</summary>
internal static class VerdictWords
{
    /// <summary>The verdict as one sentence.</summary>
    public static string Sentence(GateResult gate)
    {
        if (gate.Comparison is not { } comparison)
        {
            return "These runs cannot be compared, so nothing is said of either.";
        }
        var baseline = ComparisonTable.Marked(comparison, comparison.Baseline);
        var candidate = ComparisonTable.Marked(comparison, comparison.Candidate);
        return gate.Verdict switch
        {
            Verdict.Pass => $"{candidate} may replace {baseline}: nowhere that the gate {gate.Gate} looks can it be worse by more than the "
                + $"gate tolerates ({gate.Claims[0].Comparison.InWords}).",
            Verdict.Regression => $"{candidate} should not replace {baseline}: {Drops(gate)}",
            _ => $"It cannot be said yet whether {candidate} may replace {baseline}: "
                + $"{Open(gate)} of {gate.Claims.Length} claims {(Open(gate) == 1 ? "is" : "are")} open{More(gate)}.",
        };
    }

    /// <summary>What would have to be otherwise for another verdict, a sentence each.</summary>
    public static IEnumerable<string> Changes(GateResult gate)
    {
        foreach (var claim in gate.Claims.Where(claim => claim.Verdict == Verdict.Inconclusive))
        {
            yield return $"{claim.Name}: " + Decision(gate, claim);
        }
        if (gate.IsSequential)
        {
            yield break;
        }
        if (gate.Verdict == Verdict.Regression)
        {
            foreach (var claim in gate.Claims.Where(claim => claim.Verdict == Verdict.Regression))
            {
                yield return Fewest(claim, lost: -1, counts => At(gate, claim, counts).High >= 0) is { } won
                    ? $"{claim.Name}: the drop would no longer be certain if about {won} of the {claim.Comparison.Counts.OnlyBaseline} "
                        + "lost pairs had not been lost."
                    : $"{claim.Name}: only other episodes could make the drop uncertain.";
            }
        }
        else if (gate.Verdict == Verdict.Pass)
        {
            var nearest = gate.Claims.MinBy(claim => claim.LowerBound + claim.Margin)!;
            var bound =
                $"{nearest.Name} is nearest to its margin: a drop of more than {Points(-nearest.LowerBound)} points is excluded, "
                + $"and {Points(nearest.Margin)} are tolerated";
            yield return Fewest(nearest, lost: 1, counts => At(gate, nearest, counts).Low < -nearest.Margin) is { } lost
                ? $"{bound}; it would be open if about {lost} more pair{(lost == 1 ? "" : "s")} had been lost."
                : $"{bound}.";
        }
    }

    /// <summary>A scope, to follow a comma: <c>in distribution</c>.</summary>
    private static string Where(string scope) =>
        scope switch
        {
            Condition.Everything => "over the whole suite",
            Condition.InDistribution => "in distribution",
            Condition.OutOfDistribution => "out of distribution",
            _ => $"under {scope}",
        };

    /// <summary>Every drop that is certain, that of the whole suite first, then the largest.</summary>
    private static string Drops(GateResult gate)
    {
        var drops = gate
            .Claims.Where(claim => claim.Verdict == Verdict.Regression)
            .OrderBy(claim => (claim.Name != Condition.Everything, claim.Comparison.Difference))
            .Select(Drop)
            .ToList();
        var chance = drops.Count switch
        {
            1 => "chance does not explain that",
            2 => "chance explains neither",
            _ => "chance explains none of that",
        };
        return $"{string.Join(", ", drops)}, and {chance}.";
    }

    private static string Drop(ClaimResult claim) =>
        $"{Where(claim.Name)} it succeeds in {PlotText.Percent(claim.Comparison.Candidate.Value ?? 0)} of the episodes instead of "
        + $"{PlotText.Percent(claim.Comparison.Baseline.Value ?? 0)}";

    private static int Open(GateResult gate) => gate.Claims.Count(claim => claim.Verdict == Verdict.Inconclusive);

    /// <summary>The most that a claim needs, as long as it is known of each.</summary>
    private static string More(GateResult gate)
    {
        var open = gate.Claims.Where(claim => claim.Verdict == Verdict.Inconclusive).ToList();
        return open.All(claim => claim.PairsNeededFor is not null)
            ? $"; about {open.Max(claim => claim.PairsNeeded)} more {GateReport.Units(gate)} would probably decide"
            : "";
    }

    private static string Decision(GateResult gate, ClaimResult claim) =>
        !claim.Missing.IsEmpty ? "the cells that have no episode yet have to be run."
        : claim.WhyNotYet is { } why ? $"{why}."
        : claim.PairsNeededFor is { } verdict
            ? $"about {claim.PairsNeeded} more {GateReport.Units(gate)} would probably make it a "
                + $"{GateReport.Words(verdict).ToLowerInvariant()}, if the difference stays as it is."
        : "more episodes of the same kind would probably not decide it; a smaller difference, or a wider margin, would.";

    private static string Points(double value) => ComparisonTable.Points(value).TrimStart('+');

    private static DifferenceInterval At(GateResult gate, ClaimResult claim, PairedCounts counts) =>
        DifferenceInterval.OfPairs(counts, claim.Comparison.Shared, 1 - (2 * gate.Alpha));

    /// <summary>The fewest pairs that would have to end otherwise; null where none suffice, or pairs do not count alike.</summary>
    /// <param name="lost">1 to lose pairs that both won, -1 to win lost ones.</param>
    private static int? Fewest(ClaimResult claim, int lost, Func<PairedCounts, bool> suffices)
    {
        var counts = claim.Comparison.Counts;
        if (claim.Comparison.IsWeighed || claim.Comparison.Unpaired is not null)
        {
            return null;
        }
        var most = lost > 0 ? counts.Both : counts.OnlyBaseline;
        return Enumerable
            .Range(1, most)
            .Cast<int?>()
            .FirstOrDefault(moved =>
                suffices(
                    counts with
                    {
                        Both = counts.Both - (lost * moved!.Value),
                        OnlyBaseline = counts.OnlyBaseline + (lost * moved.Value),
                    }
                )
            );
    }
}
