namespace BlindVla.Evaluation;

/// <param name="Cell">The narrowest name that a gate may call it by.</param>
/// <param name="Pairs">Episodes under both policies.</param>
public sealed record CellPlan(string Cell, int Pairs);
