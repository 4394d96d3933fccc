namespace BlindVla.Evaluation;

/// <summary>Whether a scene stands.</summary>
/// <param name="Refused">Why it cannot be laid; null where it stands.</param>
public readonly record struct Readiness(string? Refused)
{
    public static Readiness Ready { get; } = new(null);
}
