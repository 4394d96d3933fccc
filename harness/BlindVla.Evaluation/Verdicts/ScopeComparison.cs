using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The comparison over some of the episodes.</summary>
/// <param name="Scope">What kind of scope.</param>
/// <param name="Name">Which.</param>
/// <param name="Baseline">Rate over the pairs, with its Wilson interval.</param>
/// <param name="Candidate">Likewise.</param>
/// <param name="Counts">The 2x2 table.</param>
/// <param name="Interval">Tango's, of candidate minus baseline.</param>
/// <param name="P">Exact McNemar, two-sided.</param>
/// <param name="AdjustedP">Among the cells: Benjamini-Hochberg. Elsewhere the same as <paramref name="P"/>.</param>
/// <param name="DetectableDrop">The smallest drop these pairs show with a power of 0.8, given how often they are discordant.</param>
/// <param name="Unpaired">Newcombe's interval and Fisher's test where nothing could be paired; null otherwise.</param>
public sealed record ScopeComparison(
    ScopeKind Scope,
    string Name,
    Rate Baseline,
    Rate Candidate,
    PairedCounts Counts,
    DifferenceInterval Interval,
    double P,
    double AdjustedP,
    double DetectableDrop,
    UnpairedComparison? Unpaired
)
{
    internal static ScopeComparison Of(
        Scope scope,
        PairedCounts counts,
        (int BaselineSuccesses, int BaselineTrials, int CandidateSuccesses, int CandidateTrials)? unpaired,
        double confidence
    )
    {
        var p = PairedTest.McNemar(counts);
        return new(
            scope.Kind,
            scope.Name,
            Rate.Of(counts.BaselineSuccesses, counts.Pairs),
            Rate.Of(counts.CandidateSuccesses, counts.Pairs),
            counts,
            DifferenceInterval.Tango(counts, confidence),
            p,
            p,
            PairPlanning.DetectableDrop(counts.Pairs, counts.Pairs == 0 ? 1 : (double)counts.Discordant / counts.Pairs),
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
