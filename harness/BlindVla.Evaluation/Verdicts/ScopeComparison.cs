using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The comparison over some of the episodes.</summary>
/// <param name="Scope">What kind of scope.</param>
/// <param name="Name">Which.</param>
/// <param name="Baseline">Rate over the pairs, with its Wilson interval.</param>
/// <param name="Candidate">Likewise.</param>
/// <param name="Counts">The 2x2 table.</param>
/// <param name="Shared">Scenes behind the pairs, and what that, and the training seeds, make of them; interval, p and detectable drop
/// take it into account.</param>
/// <param name="Interval">Tango's, of candidate minus baseline.</param>
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

    internal static ScopeComparison Of(
        Scope scope,
        IReadOnlyCollection<ComparedPair> pairs,
        (int BaselineSuccesses, int BaselineTrials, int CandidateSuccesses, int CandidateTrials)? unpaired,
        double confidence
    )
    {
        var counts = PairedCounts.Of(pairs.Select(pair => (pair.Baseline, pair.Candidate)));
        var seeds = TrainingSeeds.Differences(pairs);
        var shared = TrainingSeeds.Widen(SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]), pairs, seeds);
        var p = PairedTest.McNemar(counts, shared);
        return new(
            scope.Kind,
            scope.Name,
            Rate.Of(pairs.Select(pair => (pair.Scene, pair.Baseline))),
            Rate.Of(pairs.Select(pair => (pair.Scene, pair.Candidate))),
            counts,
            shared,
            DifferenceInterval.Tango(counts, shared, confidence),
            p,
            p,
            PairPower.DetectableDrop(
                (int)(counts.Pairs / shared.DesignEffect),
                counts.Pairs == 0 ? 1 : (double)counts.Discordant / counts.Pairs,
                TwoSidedLevel / 2
            ),
            seeds,
            ThingInterval.Of(pairs, shared, confidence),
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
        );
    }

    internal static ImmutableArray<ScopeComparison> Adjust(IReadOnlyList<ScopeComparison> scopes)
    {
        var cells = scopes.Where(scope => scope.Scope == ScopeKind.Cell).ToList();
        var adjusted = MultipleTests.BenjaminiHochberg([.. cells.Select(cell => cell.P)]);
        var byName = cells.Zip(adjusted).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        return [.. scopes.Select(scope => scope.Scope == ScopeKind.Cell ? scope with { AdjustedP = byName[scope.Name] } : scope)];
    }
}
