using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>What became of one claim of a gate.</summary>
/// <param name="Name">The scope.</param>
/// <param name="Margin">Largest drop that may be overlooked.</param>
/// <param name="Comparison">What was measured.</param>
/// <param name="LowerBound">One-sided, at the gate's alpha and for a sample of fixed size: a drop below this is excluded.</param>
/// <param name="UpperBound">Likewise; not below 0 where <paramref name="DropP"/> is above alpha.</param>
/// <param name="DropP">Of a drop, one-sided, for a sample of fixed size, after Holm over the gate's claims: McNemar's exact test, or
/// Fisher's where nothing is paired.</param>
/// <param name="Verdict">Of this claim.</param>
/// <param name="PairsNeeded">More pairs that would probably decide it, about, if the difference stays as it is; 0 when it is decided, and
/// when they would not. Where nothing is paired, episodes of both sides together.</param>
public sealed record ClaimResult(
    string Name,
    double Margin,
    ScopeComparison Comparison,
    double LowerBound,
    double UpperBound,
    double DropP,
    Verdict Verdict,
    int PairsNeeded
)
{
    /// <summary>Cells that it is about and that have no pair: it does not pass without them.</summary>
    public ImmutableArray<MissingCell> Missing { get; init; } = [];

    /// <summary>Why a test that is looked at while the sides run has not looked at its pairs yet; null where it has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WhyNotYet { get; init; }

    /// <summary>What <see cref="PairsNeeded"/> would probably make of it; null where there are none.</summary>
    public Verdict? PairsNeededFor { get; init; }

    /// <summary>The smallest drop that would have been found with a power of 0.8, by a sample of fixed size: the test of a drop at alpha
    /// divided by the number of claims. 1 for none.</summary>
    public double DetectableDrop { get; init; } = 1;
}
