namespace BlindVla.Evaluation;

/// <param name="Name">A policy, or a policy in a cell.</param>
/// <param name="Simulated">How it did in the run that is judged.</param>
/// <param name="Real">How it did in the run that is taken for the truth.</param>
public sealed record AgreementPoint(string Name, AgreementSide Simulated, AgreementSide Real);
