namespace BlindVla.Evaluation;

/// <summary>What a person says of an episode.</summary>
/// <param name="Succeeded">Null where it does not count and is run again, for what was no fault of the policy.</param>
/// <param name="By">Who says it.</param>
/// <param name="Note">In the judge's words, why it does not count where it does not; empty for none.</param>
public sealed record Judgement(bool? Succeeded, string By, string Note = "");
