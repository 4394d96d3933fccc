namespace BlindVla.Evaluation;

/// <param name="N">Trials that ended in success or failure.</param>
/// <param name="Successes">By the suite's success rule.</param>
/// <param name="Errored">Trials that could not be carried out.</param>
public sealed record PolicyProgress(string Policy, int N, int Successes, int Errored);
