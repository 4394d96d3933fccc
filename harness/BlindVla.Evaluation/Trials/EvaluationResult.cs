namespace BlindVla.Evaluation;

/// <param name="Status">Complete when every planned trial is in the ledger.</param>
/// <param name="Cancelled">Somebody stopped it before it was complete.</param>
/// <param name="Summary">As written to the run's folder.</param>
public sealed record EvaluationResult(RunStatus Status, bool Cancelled, Summary Summary);
