using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>What a gate has looked at of the trials that there are.</summary>
/// <param name="IsOver">The gate can say, or there are no more episodes.</param>
/// <param name="Verdict">What can be said so far.</param>
/// <param name="Trials">In the order of the rounds.</param>
public sealed record LookedTrials(bool IsOver, Verdict Verdict, ImmutableArray<TrialKey> Trials);
