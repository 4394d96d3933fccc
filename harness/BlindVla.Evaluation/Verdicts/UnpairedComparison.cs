using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>Two sides whose episodes cannot be paired: a rate beside a rate, every episode a scene of its own. In place of Tango's
/// interval there is Miettinen's and Nurminen's, in place of McNemar's test Fisher's.</summary>
public sealed record UnpairedComparison
{
    private UnpairedComparison(UnpairedSide baseline, UnpairedSide candidate) => (Baseline, Candidate) = (baseline, candidate);

    /// <summary>Finished.</summary>
    public int BaselineTrials => Baseline.Trials;

    /// <summary>Finished.</summary>
    public int CandidateTrials => Candidate.Trials;

    [JsonIgnore]
    internal UnpairedSide Baseline { get; }

    [JsonIgnore]
    internal UnpairedSide Candidate { get; }

    /// <summary>Cells differ in their number of episodes.</summary>
    [JsonIgnore]
    internal bool IsWeighed => Baseline.IsWeighed || Candidate.IsWeighed;

    internal double Difference => Candidate.Mean - Baseline.Mean;

    /// <summary>Episodes of each cell and side.</summary>
    [JsonIgnore]
    internal IEnumerable<int> Sizes => [.. Baseline.Sizes, .. Candidate.Sizes];

    /// <returns>Null where a side finished nothing.</returns>
    internal static UnpairedComparison? Of(UnpairedSide? baseline, UnpairedSide? candidate) =>
        baseline is null || candidate is null ? null : new(baseline, candidate);

    internal double TwoSidedP => Tables(least: 0).P;

    /// <param name="least">Of every cell so many episodes, that end as these do; 0 for those that are there.</param>
    internal double DropP(int least) => Tables(least).DropP;

    /// <inheritdoc cref="DropP"/>
    internal DifferenceInterval IntervalAt(double confidence, int least) => Tables(least).IntervalAt(confidence);

    /// <summary>The smallest drop that Fisher's test finds with a power of 0.8; 1 for none.</summary>
    /// <param name="level">One-sided.</param>
    internal double DetectableDropAt(double level) =>
        UnpairedPower.DetectableDrop(Baseline.Worth(least: 0), Candidate.Worth(least: 0), Baseline.Mean, level);

    private UnpairedTable Tables(int least) => new(Candidate.Mean, Candidate.Worth(least), Baseline.Mean, Baseline.Worth(least));
}
