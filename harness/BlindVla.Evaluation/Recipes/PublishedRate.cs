namespace BlindVla.Evaluation;

/// <summary>What the paper says of a recipe in an environment.</summary>
/// <param name="Model">As its table calls it.</param>
/// <param name="Source">The table.</param>
/// <param name="Rate">Mean over its evaluation seeds.</param>
/// <param name="StandardDeviation">Over the same.</param>
public sealed record PublishedRate(string Model, string Source, double Rate, double StandardDeviation);
