namespace BlindVla.Evaluation;

/// <param name="Successes">By each trial's own rule.</param>
/// <param name="Trials">That were finished, in the cells that both runs have.</param>
/// <param name="Rate">Mean of the cells' rates, all of the same weight.</param>
public sealed record AgreementSide(int Successes, int Trials, double Rate);
