using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The comparison over some of the episodes.</summary>
/// <param name="Scope">What kind of scope.</param>
/// <param name="Name">Which.</param>
/// <param name="Baseline">Rate over the pairs, with its Wilson interval; of cells that differ in their number of pairs the mean.</param>
/// <param name="Candidate">Likewise.</param>
/// <param name="Counts">The 2x2 table.</param>
/// <param name="Shared">Scenes behind the pairs, and what that, and the training seeds, make of them; interval, p and detectable drop
/// take it into account.</param>
/// <param name="Interval">Of candidate minus baseline: Tango's, with 0 in it unless <paramref name="P"/> excludes 0.</param>
/// <param name="P">McNemar, two-sided: exact where no scene has two pairs.</param>
/// <param name="AdjustedP">Among the cells: Benjamini-Hochberg. Elsewhere the same as <paramref name="P"/>.</param>
/// <param name="DetectableDrop">The smallest drop for which <paramref name="P"/> is below 0.05 with a power of 0.8, given how often pairs
/// are discordant; 1 for none.</param>
/// <param name="Seeds">What each training seed's checkpoints differ by; empty where each side is one policy.</param>
/// <param name="Things">Objects, receptacles and tables behind the pairs, and the interval if others of them had been drawn.</param>
/// <param name="Unpaired">Newcombe's interval and Fisher's test where nothing could be paired; null otherwise.</param>
public sealed record ScopeComparison(
    ScopeKind Scope,
    string Name,
    Rate Baseline,
    Rate Candidate,
    PairedCounts Counts,
    SharedScenes Shared,
    DifferenceInterval Interval,
    double P,
    double AdjustedP,
    double DetectableDrop,
    ImmutableArray<SeedDifference> Seeds,
    ImmutableArray<ThingInterval> Things,
    UnpairedComparison? Unpaired
)
{
    private const double TwoSidedLevel = 0.05;

    /// <summary>Null where every cell has as many pairs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WeighedPairs? Weighed { get; private init; }

    /// <summary>Success rate of the candidate minus that of the baseline, each cell with the same weight; null without pairs.</summary>
    public double? Difference => Weighed is null ? Counts.Difference : (Weighed.Won - Weighed.Lost) / Weighed.Pairs;

    /// <summary>p of a drop: McNemar, one-sided.</summary>
    internal double DropP => Weighed is null ? PairedTest.McNemarDrop(Counts, Shared) : PairedTest.McNemarDrop(Weighed.Won, Weighed.Lost);

    internal static ScopeComparison Of(
        Scope scope,
        IReadOnlyCollection<ComparedPair> pairs,
        (int BaselineSuccesses, int BaselineTrials, int CandidateSuccesses, int CandidateTrials)? unpaired,
        double confidence
    )
    {
        var counts = PairedCounts.Of(pairs.Select(pair => (pair.Baseline, pair.Candidate)));
        var seeds = TrainingSeeds.Differences(pairs);
        var means = WeighedPairs.Of(pairs);
        var scenes = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]);
        if (means is { Difference.EffectiveOutcomes: var worth })
        {
            scenes = scenes with { DesignEffect = counts.Pairs / worth };
        }
        var shared = TrainingSeeds.Widen(scenes, pairs, seeds);
        var weighed = means is { } mean ? Weigh(mean.Difference, mean.Baseline, mean.Candidate, counts.Pairs / shared.DesignEffect) : null;
        var p = weighed is null ? PairedTest.McNemar(counts, shared) : PairedTest.McNemar(weighed.Won, weighed.Lost);
        return new(
            scope.Kind,
            scope.Name,
            means is { } b ? Rate.Of(counts.BaselineSuccesses, b.Baseline) : Rate.Of(pairs.Select(pair => (pair.Scene, pair.Baseline))),
            means is { } c ? Rate.Of(counts.CandidateSuccesses, c.Candidate) : Rate.Of(pairs.Select(pair => (pair.Scene, pair.Candidate))),
            counts,
            shared,
            IntervalOf(counts, shared, weighed, confidence),
            p,
            p,
            DetectableDropOf(counts, shared, weighed, TwoSidedLevel / 2),
            seeds,
            ThingInterval.Of(pairs, shared, weighed, confidence),
            unpaired is { BaselineTrials: > 0, CandidateTrials: > 0 } u
                ? new(
                    Rate.Of(u.BaselineSuccesses, u.BaselineTrials),
                    u.BaselineTrials,
                    Rate.Of(u.CandidateSuccesses, u.CandidateTrials),
                    u.CandidateTrials,
                    DifferenceInterval.NewcombeUnpaired(
                        u.CandidateSuccesses,
                        u.CandidateTrials,
                        u.BaselineSuccesses,
                        u.BaselineTrials,
                        confidence
                    ),
                    PairedTest.Fisher(u.CandidateSuccesses, u.CandidateTrials, u.BaselineSuccesses, u.BaselineTrials)
                )
                : null
        )
        {
            Weighed = weighed,
        };
    }

    /// <summary>The same of another confidence.</summary>
    internal DifferenceInterval IntervalAt(double confidence) => IntervalOf(Counts, Shared, Weighed, confidence);

    /// <summary>The smallest drop that the test of a drop finds with a power of 0.8, at another level; 1 for none.</summary>
    /// <param name="level">One-sided.</param>
    internal double DetectableDropAt(double level) => DetectableDropOf(Counts, Shared, Weighed, level);

    private static double DetectableDropOf(PairedCounts counts, SharedScenes shared, WeighedPairs? weighed, double level) =>
        PairPower.DetectableDrop(
            (int)(counts.Pairs / shared.DesignEffect),
            counts.Pairs == 0 ? 1
                : weighed is null ? (double)counts.Discordant / counts.Pairs
                : (weighed.Won + weighed.Lost) / weighed.Pairs,
            level
        );

    private static DifferenceInterval IntervalOf(PairedCounts counts, SharedScenes shared, WeighedPairs? weighed, double confidence) =>
        weighed is null
            ? DifferenceInterval.OfPairs(counts, shared, confidence)
            : DifferenceInterval.OfPairs(weighed.Pairs, weighed.Won, weighed.Lost, confidence);

    private static WeighedPairs Weigh(ClusteredMean difference, ClusteredMean baseline, ClusteredMean candidate, double pairs) =>
        new(pairs, pairs * difference.Won, pairs * difference.Lost, baseline.Mean, candidate.Mean);

    internal static ImmutableArray<ScopeComparison> Adjust(IReadOnlyList<ScopeComparison> scopes)
    {
        var cells = scopes.Where(scope => scope.Scope == ScopeKind.Cell).ToList();
        var adjusted = MultipleTests.BenjaminiHochberg([.. cells.Select(cell => cell.P)]);
        var byName = cells.Zip(adjusted).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        return [.. scopes.Select(scope => scope.Scope == ScopeKind.Cell ? scope with { AdjustedP = byName[scope.Name] } : scope)];
    }
}
