using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What differs between episodes on a table top.</summary>
internal static class TabletopBreakdowns
{
    public static ImmutableArray<Breakdown> All { get; } =
    [
        new("object", trial => trial.Object),
        new("receptacle", trial => trial.Receptacle),
        new("table", trial => trial.Table),
        new("instruction", Wording),
    ];

    /// <summary>The instruction with the names taken out, so that one wording is one value.</summary>
    private static string Wording(TrialRecord trial)
    {
        string Without(string text, string? name) =>
            name is null ? text : text.Replace(name.Replace('_', ' '), "…", StringComparison.OrdinalIgnoreCase);
        return Without(Without(trial.Instruction, trial.Object), trial.Receptacle);
    }
}
