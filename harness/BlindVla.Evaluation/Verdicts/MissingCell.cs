namespace BlindVla.Evaluation;

/// <summary>A cell that a claim is about, of which nothing is known.</summary>
/// <param name="Name">Its scope.</param>
/// <param name="Why">Who ran it: <c>run by neither side</c>.</param>
public sealed record MissingCell(string Name, string Why);
