namespace BlindVla.Control;

/// <summary>What the page sends.</summary>
/// <param name="Question">Number of the question that is answered.</param>
/// <param name="Key">Of the choice.</param>
/// <param name="Text">Empty where the choice wants none.</param>
internal sealed record PageAnswer(int Question, string? Key, string? Text);
