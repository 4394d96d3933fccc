namespace BlindVla.Evaluation;

/// <summary>Two sides that share no episode.</summary>
public sealed record UnpairedComparison(
    Rate Baseline,
    int BaselineTrials,
    Rate Candidate,
    int CandidateTrials,
    DifferenceInterval Interval,
    double P
);
