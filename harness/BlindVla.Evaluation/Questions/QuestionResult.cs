namespace BlindVla.Evaluation;

/// <param name="Question">What was asked.</param>
/// <param name="Answer">In words.</param>
/// <param name="IsRight">By the rule of the examination.</param>
public sealed record QuestionResult(BoardQuestion Question, string Answer, bool IsRight);
