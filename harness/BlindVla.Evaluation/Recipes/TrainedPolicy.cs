namespace BlindVla.Evaluation;

/// <param name="Name">In the runs.</param>
/// <param name="Seed">Number at the end of the name; null where it has none, and the recipe this policy only.</param>
public sealed record TrainedPolicy(string Name, int? Seed);
