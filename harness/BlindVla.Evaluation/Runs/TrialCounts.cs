namespace BlindVla.Evaluation;

/// <param name="Planned">Episodes times policies.</param>
/// <param name="Finished">Ended in success or failure.</param>
/// <param name="Errored">Could not be carried out.</param>
public sealed record TrialCounts(int Planned, int Finished, int Errored);
