using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>What the seeds of a recipe did in a column.</summary>
/// <param name="All">Outcomes of the seeds that were run in every cell.</param>
/// <param name="Seeds">The mean of each.</param>
/// <param name="Mean">Of them together.</param>
internal sealed record SeedOutcomes(ImmutableArray<SceneOutcome> All, ImmutableArray<double> Seeds, ClusteredMean Mean)
{
    /// <param name="seeds">A mean over other cells than those of the column would be another number: a seed without outcomes in one of
    /// them is left out.</param>
    /// <returns>Null where none is left.</returns>
    public static SeedOutcomes? Of(RecipeColumn column, IEnumerable<ImmutableArray<SceneOutcome>> seeds)
    {
        var whole = seeds.Where(outcomes => outcomes.Select(outcome => outcome.Stratum).Distinct().Count() == column.Cells.Length).ToList();
        return whole.Count == 0
            ? null
            : new(
                [.. whole.SelectMany(outcomes => outcomes)],
                [.. whole.Select(outcomes => ClusteredMean.Of(outcomes).Mean)],
                ClusteredMean.Of(whole.SelectMany(outcomes => outcomes))
            );
    }
}
