namespace BlindVla.Core;

/// <summary>A question about one picture.</summary>
/// <param name="Id">Names it among all questions that are asked.</param>
/// <param name="Text">The question.</param>
/// <param name="Image">What it is about.</param>
public sealed record VisualQuestion(string Id, string Text, ImageFrame Image);
