namespace BlindVla.Evaluation;

/// <summary>How fast a run went with so many workers.</summary>
/// <param name="Workers">Episodes at a time.</param>
/// <param name="StepsPerSecond">Control steps of all of them together, a second of wall-clock time.</param>
public sealed record WorkerRate(int Workers, double StepsPerSecond);
