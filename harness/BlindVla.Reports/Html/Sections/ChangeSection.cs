using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>From the baseline to the candidate, environment by environment in the paper's order, beside what the paper has.</summary>
internal static class ChangeSection
{
    public static Markup Of(ReportPage page)
    {
        if (page.Pair is not { } pair || Rows(page, pair) is not { Length: > 1 } rows)
        {
            return default;
        }
        var hasPublished = rows.Any(row => row.Marks.Any(mark => mark.Published is not null));
        var (baseline, candidate) = (rows[0].Marks[0].Label, rows[0].Marks[1].Label);
        var plot = Plot.OfRates(
            "change",
            "success",
            $"From {baseline} to {candidate}, each pair of marks joined; points without intervals, which stand in the plots below."
                + (
                    hasPublished ? $" Hollow: what the paper has of its own checkpoints in its own simulator ({PaperTables.Citation})." : ""
                ),
            rows
        ) with
        {
            IsJoined = true,
        };
        return Html.Of(
            $"""
            <section aria-labelledby="h-change"><h2 id="h-change">From {baseline} to {candidate}</h2>
            {PlotFigure.Of(plot)}</section>
            """
        );
    }

    private static ImmutableArray<PlotRow> Rows(ReportPage page, (ReportSide Baseline, ReportSide Candidate) pair) =>
        page.Recipes is { } table
        && Recipe(table, pair.Baseline) is { } first
        && Recipe(table, pair.Candidate) is { } second
        && first != second
            ? OfRecipes(table, table.Rows[first], table.Rows[second], pair)
            : OfCells(page, pair);

    /// <summary>Place of the recipe that a policy is a training seed of.</summary>
    private static int? Recipe(RecipeTable table, ReportSide side) =>
        table
            .Rows.Index()
            .Where(row => row.Item.Recipe.Policies.Any(policy => policy.Name == side.Policy.Name))
            .Select(row => (int?)row.Index)
            .FirstOrDefault();

    private static ImmutableArray<PlotRow> OfRecipes(
        RecipeTable table,
        RecipeRow baseline,
        RecipeRow candidate,
        (ReportSide Baseline, ReportSide Candidate) pair
    ) =>
        [
            .. table
                .Columns.Index()
                .Where(column =>
                    !column.Item.IsMean && (baseline.Cells[column.Index].Success ?? candidate.Cells[column.Index].Success) is not null
                )
                .Select(column => new PlotRow(
                    column.Item.Group,
                    column.Item.Title,
                    [Mark(pair.Baseline, baseline, column.Index), Mark(pair.Candidate, candidate, column.Index)]
                )),
        ];

    private static PlotMark Mark(ReportSide side, RecipeRow row, int column) =>
        PlotMarks.Of(side.Number, RecipeTables.Marked(row), row.Cells[column].Success, row.Cells[column].Published);

    private static ImmutableArray<PlotRow> OfCells(ReportPage page, (ReportSide Baseline, ReportSide Candidate) pair) =>
        [
            .. page.Cells.Select(cell => new PlotRow(
                Condition.HeadingOf(cell.Key),
                cell.Key,
                [Mark(cell, pair.Baseline), Mark(cell, pair.Candidate)]
            )),
        ];

    private static PlotMark Mark(IEnumerable<(ReportSide Side, SummaryRow Row)> cell, ReportSide side) =>
        cell.Where(pair => pair.Side == side).Select(pair => PlotMarks.Of(side, pair.Row.Score, pair.Row.N)).FirstOrDefault()
        ?? new(side.Number, side.MarkedLabel, null, null, "");
}
