namespace BlindVla.Evaluation;

/// <summary>What a gate said of two policies that were run until it could.</summary>
/// <param name="Gate">Its verdict.</param>
/// <param name="Episodes">Of each policy, that it took.</param>
public sealed record SequentialResult(GateResult Gate, int Episodes);
