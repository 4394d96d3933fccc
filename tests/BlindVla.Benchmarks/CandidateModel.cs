namespace BlindVla.Benchmarks;

/// <summary>What a simulated candidate is.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Difference">Its success rate minus the baseline's, in each cell.</param>
internal sealed record CandidateModel(string Name, double[] Difference);
