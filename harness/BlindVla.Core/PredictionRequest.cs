namespace BlindVla.Core;

/// <summary>One observation that waits for actions.</summary>
/// <param name="Instruction">What the policy is told to do.</param>
/// <param name="Observation">What it sees.</param>
/// <param name="Noise">What the model draws from in this episode, if it draws.</param>
public sealed record PredictionRequest(string Instruction, Observation Observation, KeyedRandom Noise);
