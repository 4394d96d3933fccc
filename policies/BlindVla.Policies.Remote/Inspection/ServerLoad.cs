namespace BlindVla.Policies.Remote;

/// <summary>How a server answers some sessions at a time, each with one question after another.</summary>
/// <param name="MedianSeconds">From a question to its answer.</param>
/// <param name="P95Seconds">Of 20 questions 19 are answered within it.</param>
/// <param name="AnswersPerSecond">Of all sessions together.</param>
/// <param name="Problem">Why so many sessions could not be had, and the figures are 0; null where they could.</param>
public sealed record ServerLoad(
    int Sessions,
    int Answers,
    double MedianSeconds,
    double P95Seconds,
    double AnswersPerSecond,
    string? Problem = null
);
