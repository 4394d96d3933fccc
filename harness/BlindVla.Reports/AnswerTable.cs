using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How many questions of each task were answered rightly.</summary>
public static class AnswerTable
{
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(string answerer, IReadOnlyCollection<QuestionResult> results, AnswerRule rule, int? width = null) =>
        Table(answerer, results).ToPlain(width)
        + "\n"
        + (
            rule == AnswerRule.Strict
                ? "right: yes, and the right place and no other; with Wilson 95 % intervals, in per cent.\n"
                : "right: yes and the right place are among the words, the public helper's rule; with Wilson 95 % intervals, in per cent.\n"
        )
        + "chance: of somebody who says yes and guesses the place.\n";

    private static TextTable Table(string answerer, IReadOnlyCollection<QuestionResult> results) =>
        new(
            [new("answers"), new("task"), new("k/n", true), new("rate", true), new("95 %", true), new("chance", true)],
            [.. results.GroupBy(r => r.Question.Task).Select(task => Row(answerer, task.Key, [.. task])), Row(answerer, "all", results)]
        );

    private static IReadOnlyList<string> Row(string answerer, string task, IReadOnlyCollection<QuestionResult> results)
    {
        var rate = Rate.Of(results.Count(r => r.IsRight), results.Count);
        return
        [
            answerer,
            task,
            $"{rate.Successes}/{results.Count}",
            Percent(rate.Value ?? 0),
            $"{Percent(rate.Low)} - {Percent(rate.High)}",
            Percent(results.Average(r => r.Question.Chance)),
        ];
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
