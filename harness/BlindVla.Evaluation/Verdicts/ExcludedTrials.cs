namespace BlindVla.Evaluation;

/// <param name="Side">Whose trials.</param>
/// <param name="Reason">Why they are in no pair.</param>
/// <param name="Count">How many.</param>
public sealed record ExcludedTrials(string Side, string Reason, int Count);
