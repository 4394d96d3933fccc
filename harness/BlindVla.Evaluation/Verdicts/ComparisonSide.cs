using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>One side of a comparison: a policy of a run.</summary>
/// <param name="Run">Where it was run.</param>
/// <param name="Policy">What acted.</param>
public sealed record ComparisonSide(RecordedRun Run, PolicyIdentity Policy)
{
    public string Name => Policy.Name;

    /// <summary>That all its trials are scored by; null where they differ in it.</summary>
    public SuccessRule? SuccessRule => Summary.RuleOf(Trials, Run.Record.Identity.SuccessRule);

    /// <summary>Only so many episodes of each cell are looked at.</summary>
    internal int EpisodesPerCell { get; init; } = int.MaxValue;

    internal IEnumerable<TrialRecord> Trials => Run.Trials.Where(trial => trial.Policy == Policy.Name && trial.Index < EpisodesPerCell);
}
