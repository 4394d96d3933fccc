using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a gate is about: the cells of its suite, or fewer where both sides were run on fewer by the same pattern.</summary>
/// <param name="All">Those of the suite.</param>
/// <param name="Meant">Those that a pass needs pairs of.</param>
/// <param name="Note">What is to be said first where they are not all, or nobody knows; null where they are.</param>
public sealed record MeantCells(ConditionSet All, ConditionSet Meant, string? Note)
{
    /// <summary>All that a gate is about.</summary>
    public static MeantCells Of(ConditionSet all) => new(all, all, Note: null);

    /// <summary>Those of them that both sides were run on, by one pattern.</summary>
    public static MeantCells Of(ConditionSet all, ConditionSet run, string only)
    {
        var meant = new ConditionSet(all.All.Where(run.All.Contains));
        return new(
            all,
            meant,
            meant.All.Length == all.All.Length
                ? null
                : $"both sides were run with --only {only}: this is about {meant.All.Length} of "
                    + PairedCounts.InWords(all.All.Length, "cell")
        );
    }

    /// <summary>Those that a side has, where the suite cannot be read any more, or was imported and never here.</summary>
    public static MeantCells OfTrials(ComparisonSide baseline, ComparisonSide candidate)
    {
        var cells = new ConditionSet(baseline.Trials.Concat(candidate.Trials).Select(trial => trial.Condition));
        var suite = candidate.Run.Record.Identity.Imported is { Harness: var harness }
            ? $"{candidate.Run.Path} was imported from {harness}, without its suite"
            : $"the suite of {candidate.Run.Path} cannot be read";
        return new(
            cells,
            cells,
            $"{suite}: this is about the {PairedCounts.InWords(cells.All.Length, "cell")} "
                + "that a side has, and nobody knows which there are besides"
        );
    }

    /// <summary>The cells of a claim without an episode that both sides carried out, and who ran them.</summary>
    /// <param name="isPaired">Where it is not, other episodes of the cell will do.</param>
    internal ImmutableArray<MissingCell> Missing(string scope, ComparisonSide baseline, ComparisonSide candidate, bool isPaired)
    {
        var (left, right) = (CellsOf(baseline), CellsOf(candidate));
        return
        [
            .. Meant
                .All.Where(cell => All.NamesOf(cell).Contains(scope))
                .Select(cell =>
                    (Name: All.NamesOf(cell).Last(), Left: left.GetValueOrDefault(cell, []), Right: right.GetValueOrDefault(cell, []))
                )
                .Where(cell => isPaired ? !cell.Left.Overlaps(cell.Right) : cell.Left.Count == 0 || cell.Right.Count == 0)
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
