using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a gate is about: the cells of its suite, or fewer where both sides were run on fewer by the same pattern.</summary>
/// <param name="All">Those of the suite.</param>
/// <param name="Meant">Those that a pass needs pairs of.</param>
/// <param name="Only">The pattern that both sides were run with; null for none.</param>
public sealed record MeantCells(ConditionSet All, ConditionSet Meant, string? Only)
{
    /// <summary>What is to be said first where they are not all; null where they are.</summary>
    internal string? Note =>
        Only is null || Meant.All.Length == All.All.Length
            ? null
            : $"both sides were run with --only {Only}: this is about {Meant.All.Length} of the suite's {All.All.Length} cells";

    /// <summary>The cells of a claim without a pair that both sides carried out, and who ran them.</summary>
    internal ImmutableArray<MissingCell> Missing(string scope, ComparisonSide baseline, ComparisonSide candidate)
    {
        var (left, right) = (CellsOf(baseline), CellsOf(candidate));
        return
        [
            .. Meant
                .All.Where(cell => All.NamesOf(cell).Contains(scope))
                .Select(cell =>
                    (Name: All.NamesOf(cell).Last(), Left: left.GetValueOrDefault(cell, []), Right: right.GetValueOrDefault(cell, []))
                )
                .Where(cell => !cell.Left.Overlaps(cell.Right))
                .Select(cell => new MissingCell(
                    cell.Name,
                    (cell.Left.Count, cell.Right.Count) switch
                    {
                        (0, 0) => "run by neither side",
                        (_, 0) => $"finished by {baseline.Name} only",
                        (0, _) => $"finished by {candidate.Name} only",
                        _ => "without an episode that both sides finished",
                    }
                )),
        ];
    }

    /// <summary>Finished episodes.</summary>
    private static Dictionary<Condition, HashSet<string>> CellsOf(ComparisonSide side) =>
        side
            .Trials.Where(trial => trial.Outcome != Outcome.Errored)
            .GroupBy(trial => trial.Condition)
            .ToDictionary(cell => cell.Key, cell => cell.Select(trial => trial.EpisodeId).ToHashSet());
}
