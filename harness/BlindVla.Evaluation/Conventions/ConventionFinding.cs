namespace BlindVla.Evaluation;

/// <summary>What was seen of one convention.</summary>
/// <param name="Convention"><c>axes</c>, <c>distance</c>, <c>turn</c> or <c>gripper</c>.</param>
/// <param name="Saw">In a sentence, with its figures.</param>
public sealed record ConventionFinding(string Convention, ConventionGrade Grade, string Saw);
