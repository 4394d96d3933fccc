using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <param name="Question">What was asked.</param>
/// <param name="Answer">In words.</param>
/// <param name="IsRight">By the rule of the examination.</param>
public sealed record QuestionResult(BoardQuestion Question, string Answer, bool IsRight);

/// <summary>Asks every question once.</summary>
public static class Examination
{
    /// <param name="image">The picture a question is about; asked for one at a time.</param>
    public static async Task<IReadOnlyList<QuestionResult>> RunAsync(
        IEnumerable<BoardQuestion> questions,
        Func<BoardQuestion, ImageFrame> image,
        IVisualQuestionAnswerer answerer,
        AnswerRule rule,
        CancellationToken cancellationToken)
    {
        var results = new List<QuestionResult>();
        foreach (var question in questions)
        {
            var answer = await answerer.AnswerAsync(new(question.Id, question.Text, image(question)), cancellationToken);
            results.Add(new(question, answer, AnswerJudge.IsRight(question, answer, rule)));
        }
        return results;
    }
}
