namespace BlindVla.Evaluation;

internal sealed record AnswerLine(string Id, string Answer);
