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
    /// <summary>Those of which it is known how long things took.</summary>
    public ImmutableArray<ReportSide> Timed { get; } =
    [.. Sides.Where(side => side.Run.Record.Identity is { Imported: null, IsJudged: false })];

    /// <summary>Whether episodes of some axis are there: other harnesses know none.</summary>
    public bool IsPerturbed { get; } =
        Sides.Any(side => side.Trials.Values.Any(trial => trial.Condition.Group != Condition.InDistribution));

    public bool HasInstructions { get; } = Sides.Any(side => side.Trials.Values.Any(trial => trial.Instruction.Length > 0));

    /// <summary>The rule that everything on the page is scored by; null where there are several.</summary>
    public SuccessRule? SuccessRule { get; } =
        Sides.Select(side => side.Summary.SuccessRule).Distinct().ToList() is [var only] ? only : null;
}
