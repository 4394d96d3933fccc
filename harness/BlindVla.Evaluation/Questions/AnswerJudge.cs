using System.Text.RegularExpressions;

namespace BlindVla.Evaluation;

/// <summary>Judges answers in words.</summary>
public static class AnswerJudge
{
    /// <summary>What a board's name ends in and an answer may leave out.</summary>
    private static readonly string[] Kinds = [" sign", " icon", " number"];

    public static bool IsRight(BoardQuestion question, string answer, AnswerRule rule)
    {
        if (rule == AnswerRule.Lenient)
        {
            return Says(answer, "yes") && Says(answer, question.Place);
        }
        var rest = WithoutTarget(answer, question.Target);
        return Says(rest, "yes")
            && !Says(rest, "no")
            && BoardQuestion.AllPlaces.All(place => Says(rest, place) == (place == question.Place));
    }

    private static string WithoutTarget(string answer, string target)
    {
        var name = Kinds.FirstOrDefault(kind => target.EndsWith(kind, StringComparison.Ordinal)) is { } kind
            ? target[..^kind.Length]
            : target;
        // "arrow left" also as "left arrow", and underscores as they are read aloud.
        var words = name.Split(' ', '_');
        var forms = new[] { words, [.. words.Reverse()] }.Select(form => string.Join(@"[\s_-]+", form.Select(Regex.Escape))).Distinct();
        return forms.Aggregate(answer, (text, form) =>
            Regex.Replace(text, $@"\b{form}\b", " ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
        );
    }

    private static bool Says(string text, string word) =>
        Regex.IsMatch(text, $@"\b{word}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
