namespace BlindVla.Evaluation;

/// <param name="StartedAt">First begun.</param>
/// <param name="UpdatedAt">This file was last written.</param>
/// <param name="WallSeconds">Spent running, over all resumptions.</param>
public sealed record RunTimings(DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, double WallSeconds);
