namespace BlindVla.Evaluation;

/// <param name="Policy">Whose trials, all of them finished.</param>
/// <param name="Partner">Who did not finish their episodes.</param>
/// <param name="Count">How many.</param>
public sealed record UnpairedTrials(string Policy, string Partner, int Count);
