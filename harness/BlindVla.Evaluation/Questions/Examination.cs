using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Asks every question once.</summary>
public static class Examination
{
    /// <param name="image">The picture a question is about; asked for one at a time.</param>
    public static async Task<IReadOnlyList<QuestionResult>> RunAsync(
        IEnumerable<BoardQuestion> questions,
        Func<BoardQuestion, ImageFrame> image,
        IVisualQuestionAnswerer answerer,
        AnswerRule rule,
        CancellationToken cancellationToken
    )
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
