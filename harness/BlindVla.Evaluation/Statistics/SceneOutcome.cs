using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <param name="Stratum">Among what it is averaged first: a checkpoint in a cell.</param>
/// <param name="Scene">Where it happened; the same one may be in many strata.</param>
/// <param name="Value">1 or 0: succeeded or not; of a pair 1, 0 or -1: won, neither, lost.</param>
internal readonly record struct SceneOutcome(string Stratum, string Scene, int Value)
{
    /// <summary>Of one checkpoint in one cell.</summary>
    public static SceneOutcome Of(string checkpoint, Condition cell, string scene, int value) =>
        new($"{checkpoint} {RecipeColumn.CellOf(cell)}", scene, value);
}
