namespace BlindVla.Evaluation;

/// <summary>What a plan has for one claim of a gate.</summary>
/// <param name="Scope">Its name.</param>
/// <param name="Margin">Largest drop that may be overlooked there.</param>
/// <param name="Cells">That it is about.</param>
/// <param name="Pairs">Episodes of these under both policies.</param>
/// <param name="Power">The chance that it passes, for a candidate that is as good.</param>
public sealed record ClaimPlan(string Scope, double Margin, int Cells, int Pairs, double Power);
