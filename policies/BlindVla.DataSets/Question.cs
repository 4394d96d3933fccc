namespace BlindVla.DataSets;

/// <summary>A question about one picture, lower-case ASCII like its answer.</summary>
public sealed record Question(QuestionKind Kind, string Text, string Answer);
