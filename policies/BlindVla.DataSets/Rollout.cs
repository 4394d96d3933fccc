namespace BlindVla.DataSets;

/// <summary>Of an episode that was evaluated: who acted, under what condition, and what came of it.</summary>
/// <param name="Run">Where it is recorded.</param>
/// <param name="Policy">Its name there.</param>
/// <param name="Condition">What was varied, with its level, e.g. <c>vision/texture@0.5</c>; <c>id</c> where nothing was.</param>
/// <param name="Split"><c>id</c> or <c>ood</c>.</param>
/// <param name="Outcome"><c>success</c> or <c>failure</c>.</param>
public sealed record Rollout(string Run, string Policy, string Condition, string Split, string Outcome);
