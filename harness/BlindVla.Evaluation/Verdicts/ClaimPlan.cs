namespace BlindVla.Evaluation;

/// <summary>What one claim of a gate needs.</summary>
/// <param name="Scope">Its name.</param>
/// <param name="Margin">Largest drop that may be overlooked there.</param>
/// <param name="Pairs">Episodes under both policies.</param>
/// <param name="Cells">That they are of.</param>
/// <param name="PerCell">Episodes of each of these.</param>
public sealed record ClaimPlan(string Scope, double Margin, int Pairs, int Cells, int PerCell);
