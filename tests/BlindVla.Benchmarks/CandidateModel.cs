namespace BlindVla.Benchmarks;

/// <summary>What a simulated candidate is.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Difference">Its success rate minus the baseline's, in each cell.</param>
/// <param name="Discordance">Share of pairs that exactly one side wins; null for that of the gate's plan.</param>
/// <param name="Rate">The baseline's success rate; null where whatever is not discordant succeeds on both sides.</param>
internal sealed record CandidateModel(string Name, double[] Difference, double? Discordance = null, double? Rate = null);
