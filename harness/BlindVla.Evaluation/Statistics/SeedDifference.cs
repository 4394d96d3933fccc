namespace BlindVla.Evaluation;

/// <summary>What one training seed's checkpoints differ by.</summary>
/// <param name="Seed">Of training.</param>
/// <param name="Pairs">Of trials.</param>
/// <param name="Difference">Success rate of the candidate minus that of the baseline.</param>
public sealed record SeedDifference(string Seed, int Pairs, double Difference);
