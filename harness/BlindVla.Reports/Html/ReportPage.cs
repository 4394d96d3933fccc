using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What a page is about; each of its sections is made of this.</summary>
/// <param name="Sides">At least one, in the order of the page.</param>
/// <param name="Gate">What a gate says of the sides; null where none was asked.</param>
/// <param name="Recipes">What their recipes came to; null where they cannot be taken together.</param>
internal sealed record ReportPage(ImmutableArray<ReportSide> Sides, GateResult? Gate, RecipeTable? Recipes)
{
    /// <summary>Films are carried in the page.</summary>
    public bool EmbedsFilms { get; init; }

    /// <summary>Whether something was filmed.</summary>
    public bool HasFilms { get; } =
        Sides.Any(side => side.Run.Parts.Any(part => Directory.Exists(Path.Combine(part.Path, RunFolder.VideoFolder))));

    /// <summary>Those of which it is known how long things took.</summary>
    public ImmutableArray<ReportSide> Timed { get; } =
    [.. Sides.Where(side => side.Run.Record.Identity is { Imported: null, IsJudged: false })];

    /// <summary>Whether episodes of some axis are there: other harnesses know none.</summary>
    public bool IsPerturbed { get; } =
        Sides.Any(side => side.Trials.Values.Any(trial => trial.Condition.Group != Condition.InDistribution));

    public bool HasInstructions { get; } = Sides.Any(side => side.Trials.Values.Any(trial => trial.Instruction.Length > 0));

    /// <summary>The gate's two sides, where one was asked; otherwise the first two. Null where there is one.</summary>
    public (ReportSide Baseline, ReportSide Candidate)? Pair =>
        Named(Gate?.Comparison?.Baseline) is { } baseline && Named(Gate?.Comparison?.Candidate) is { } candidate ? (baseline, candidate)
        : Sides.Length > 1 ? (Sides[0], Sides[1])
        : null;

    /// <summary>What each side showed in each cell, cell by cell.</summary>
    public IEnumerable<IGrouping<string, (ReportSide Side, SummaryRow Row)>> Cells =>
        Sides
            .SelectMany(side => side.Summary.Rows, (side, row) => (Side: side, Row: row))
            .Where(pair => pair.Row.Scope == ScopeKind.Cell)
            .GroupBy(pair => pair.Row.Name)
            .OrderBy(cell => Order(cell.Key));

    /// <summary>The rule that everything on the page is scored by; null where there are several.</summary>
    public SuccessRule? SuccessRule { get; } =
        Sides.Select(side => side.Summary.SuccessRule).Distinct().ToList() is [var only] ? only : null;

    /// <summary>A policy, or the first training seed of a recipe such as <c>naive-*</c>.</summary>
    private ReportSide? Named(string? name) =>
        name is null
            ? null
            : Sides.FirstOrDefault(side => side.Policy.Name == name)
                ?? Sides.FirstOrDefault(side =>
                    name.EndsWith("-*", StringComparison.Ordinal) && side.Policy.Name.StartsWith(name[..^1], StringComparison.Ordinal)
                );

    /// <summary>The paper's order where the suite is the paper's; otherwise as the summaries have it, group by group.</summary>
    private int Order(string cell)
    {
        var columns = Recipes?.Columns ?? [];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!columns[i].IsMean && (columns[i].Cells[0] == cell || columns[i].Cells[0].EndsWith($"/{cell}", StringComparison.Ordinal)))
            {
                return i;
            }
        }
        return int.MaxValue;
    }
}
