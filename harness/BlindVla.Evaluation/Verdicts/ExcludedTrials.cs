namespace BlindVla.Evaluation;

/// <param name="Side">Whose trials: <c>baseline</c> or <c>candidate</c>, and its name.</param>
/// <param name="Reason">Why they are in no pair.</param>
/// <param name="Count">How many.</param>
public sealed record ExcludedTrials(string Side, string Reason, int Count);
