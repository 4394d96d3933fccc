using BlindVla.Core;

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

    /// <summary>For a table; null where rows of several rules are together.</summary>
    public static string Short(SuccessRule? rule) =>
        rule switch
        {
            SuccessRule.AtEnd => "at end",
            SuccessRule.AtAnyStep => "any step",
            _ => "mixed",
        };
}
