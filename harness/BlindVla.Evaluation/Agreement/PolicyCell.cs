using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A policy under a condition: what has a rate of its own.</summary>
internal sealed record PolicyCell(string Policy, Condition Condition)
{
    public static PolicyCell Of(TrialRecord trial) => new(trial.Policy, trial.Condition);
}
