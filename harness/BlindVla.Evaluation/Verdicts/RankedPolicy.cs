namespace BlindVla.Evaluation;

/// <summary>Where one policy stands among several.</summary>
/// <param name="Rank">From 1; the same as that of the policy above where the difference to the first of that rank is not certain.</param>
/// <param name="Name">The policy's.</param>
/// <param name="Difference">Its success rate minus the baseline's over the whole suite; null for the baseline.</param>
/// <param name="AdjustedP">Of that difference, after Holm over all pairs of the policies; null for the baseline.</param>
public sealed record RankedPolicy(int Rank, string Name, double? Difference, double? AdjustedP);
