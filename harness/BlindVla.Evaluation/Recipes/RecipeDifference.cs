namespace BlindVla.Evaluation;

/// <summary>A recipe against the baseline on the same episodes, seed by seed.</summary>
/// <param name="Mean">Its success rate minus that of the baseline.</param>
/// <param name="Won">Pairs of which only it succeeded.</param>
/// <param name="Lost">Pairs of which only the baseline did.</param>
/// <param name="P">McNemar, two-sided, for so many pairs as the scenes are worth.</param>
/// <param name="AdjustedP">Among the cells out of distribution: Benjamini-Hochberg. Elsewhere the same as <paramref name="P"/>.</param>
public sealed record RecipeDifference(RecipeMean Mean, int Won, int Lost, double P, double AdjustedP)
{
    /// <summary>Below it chance does not explain a difference.</summary>
    public const double Level = 0.05;

    public RecipeVerdict Verdict =>
        (AdjustedP < Level, Mean.Value > 0, Mean.OverSeeds is { } seeds && !seeds.Contains(0)) switch
        {
            (false, _, _) => RecipeVerdict.NotCertain,
            (_, true, true) => RecipeVerdict.Better,
            (_, true, false) => RecipeVerdict.BetterCheckpoints,
            (_, false, true) => RecipeVerdict.Worse,
            _ => RecipeVerdict.WorseCheckpoints,
        };
}
