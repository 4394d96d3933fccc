using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Success rules as people say them.</summary>
public static class SuccessRules
{
    /// <summary>To follow "success"; null is each trial's own rule.</summary>
    public static string Words(SuccessRule? rule) =>
        rule switch
        {
            SuccessRule.AtEnd => "at the end of the episode",
            SuccessRule.AtAnyStep => "at any step of the episode",
            _ => "at the end of the episode or at any step of it, by the rule of each task",
        };

    /// <summary>The same of summaries, whose trials another harness may have counted by a rule of its own.</summary>
    /// <param name="rule">That all of them have in common; null for none.</param>
    internal static string Words(SuccessRule? rule, IEnumerable<Summary> summaries)
    {
        var rows = summaries.SelectMany(summary => summary.Rows).ToList();
        return rule is null && rows.Count > 0 && rows.All(row => !row.Says(SuccessRule.AtEnd) && !row.Says(SuccessRule.AtAnyStep))
            ? AsCounted
            : Words(rule);
    }

    /// <summary>To follow "success", where nobody says by which rule.</summary>
    internal const string AsCounted = "as the harness counted it that ran the episodes";

    /// <summary>For a table; null where rows of several rules are together.</summary>
    public static string Short(SuccessRule? rule) =>
        rule switch
        {
            SuccessRule.AtEnd => "at end",
            SuccessRule.AtAnyStep => "any step",
            _ => "mixed",
        };
}
