using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What ways of training came to, in the layout of the paper; its own numbers are hollow.</summary>
internal static class RecipeSection
{
    public static Markup Of(ReportPage page)
    {
        if (page.Recipes is not { SaysMore: true } table)
        {
            return default;
        }
        var groups = RecipeTables.Groups(table).ToList();
        return Html.Of(
            $"""
            <section aria-labelledby="h-recipes"><h2 id="h-recipes">By recipe</h2>
            <ul>{Html.Join(RecipeTables.Headlines(table).Concat(RecipeTables.Gaps(table)), line => Html.Of($"<li>{line}</li>"))}</ul>
            {Overview(table, groups)}
            <p>{RecipeTables.Explanation} The thick bar is over scenes, the thin line over seeds.</p>
            {PlotFigure.Of(Rates(table, groups))}
            {PlotFigure.Of(Effects(table, groups))}
            {Comparisons(table)}
            </section>
            """
        );
    }

    private static string Hollow(RecipeTable table)
    {
        var sources = table
            .Rows.SelectMany(row => row.Cells)
            .Select(cell => cell.Published?.Source)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return sources.Count == 0
            ? ""
            : $"Hollow: what the paper has of its own checkpoints in its own simulator, with the standard deviation over evaluation seeds "
                + $"({string.Join("; ", sources)}).";
    }

    /// <summary>The paper's table: a line for each recipe.</summary>
    private static Markup Overview(RecipeTable table, List<IGrouping<string, (int Index, RecipeColumn Item)>> groups)
    {
        var heads = Html.Join(groups, group => Html.Of($"<th scope=\"colgroup\" colspan=\"{group.Count()}\">{group.Key}</th>"));
        var titles = Html.Headings(groups.SelectMany(group => group.Select(column => column.Item.Title)));
        var rows = Html.Join(table.Rows, row =>
        {
            var cells = Html.Join(groups.SelectMany(group => group), column => Html.Of($"<td>{Rate(row.Cells[column.Index])}</td>"));
            return Html.Of($"<tr><th scope=\"row\">{Label(row)}</th>{cells}</tr>");
        });
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0"><table class="recipes"><caption>Success, per cent</caption>
            <thead><tr><td></td>{heads}</tr><tr><th scope="col">recipe</th>{titles}</tr></thead><tbody>{rows}</tbody></table></div>
            """
        );
    }

    private static string Rate(RecipeCell cell) => cell.Success is { } success ? RecipeTables.Percent(success.Value) : RecipeTables.None;

    private static string Label(RecipeRow row)
    {
        var seeds = row.Recipe.Policies.Length;
        return seeds == 1 ? RecipeTables.Marked(row) : $"{RecipeTables.Marked(row)}, {seeds} seeds";
    }

    private static Plot Rates(RecipeTable table, List<IGrouping<string, (int Index, RecipeColumn Item)>> groups) =>
        Plot.OfRates(
            "recipes",
            "success",
            $"Success {SuccessRules.Words(table.SuccessRule)}, with 95 % intervals. {Hollow(table)}",
            [
                .. Shown(table, groups)
                    .Select(column => new PlotRow(
                        column.Item.Group,
                        Name(column.Item),
                        [
                            .. table
                                .Rows.Index()
                                .Select(row =>
                                    PlotMarks.Of(
                                        row.Index,
                                        RecipeTables.Marked(row.Item),
                                        row.Item.Cells[column.Index].Success,
                                        row.Item.Cells[column.Index].Published
                                    )
                                ),
                        ]
                    )),
            ]
        );

    private static Plot Effects(RecipeTable table, List<IGrouping<string, (int Index, RecipeColumn Item)>> groups) =>
        Plot.OfDifferences(
            "recipe-costs",
            "perturbed minus unperturbed twin",
            "What each environment costs each recipe, pair by pair, with 95 % intervals.",
            [
                .. Shown(table, groups)
                    .Where(column => table.Rows.Any(row => row.Cells[column.Index].Effect is not null))
                    .Select(column => new PlotRow(
                        column.Item.Group,
                        Name(column.Item),
                        [
                            .. table
                                .Rows.Index()
                                .Where(row => row.Item.Cells[column.Index].Effect is not null)
                                .Select(row => PlotMarks.Of(row.Index, RecipeTables.Marked(row.Item), row.Item.Cells[column.Index].Effect)),
                        ]
                    )),
            ]
        );

    /// <summary>A mean that no recipe has is no environment that was not run.</summary>
    private static IEnumerable<(int Index, RecipeColumn Item)> Shown(
        RecipeTable table,
        List<IGrouping<string, (int Index, RecipeColumn Item)>> groups
    ) =>
        groups
            .SelectMany(group => group)
            .Where(column => !column.Item.IsMean || table.Rows.Any(row => row.Cells[column.Index].Success is not null));

    private static string Name(RecipeColumn column)
    {
        var saysIt =
            column.IsMean
            || column.Cells[0].EndsWith($"/{column.Title}", StringComparison.Ordinal)
            || column.Title.EndsWith(column.Cells[0], StringComparison.Ordinal);
        return saysIt ? column.Title : $"{column.Title} ({column.Cells[0]})";
    }

    private static Markup Comparisons(RecipeTable table)
    {
        if (RecipeTables.Compared(table).ToList() is not { Count: > 0 } rows)
        {
            return default;
        }
        return PlotFigure.Of(
            Plot.OfDifferences(
                "recipe-differences",
                $"minus {table.Baseline}",
                $"Each recipe against {table.Baseline}, with 95 % intervals. {RecipeTables.DifferenceExplanation}",
                [
                    .. table
                        .Columns.Index()
                        .Select(column => new PlotRow(
                            "",
                            column.Item.Title,
                            [
                                .. rows.Where(row => row.Cells[column.Index].Difference is not null)
                                    .Select(row => Mark(column.Item, row, table.Rows.IndexOf(row), row.Cells[column.Index].Difference!)),
                            ]
                        ))
                        .Where(row => !row.Marks.IsEmpty),
                ]
            ) with
            {
                ShowsNumbers = true,
            }
        );
    }

    private static PlotMark Mark(RecipeColumn column, RecipeRow row, int number, RecipeDifference difference)
    {
        var p = RecipeTables.IsAdjusted(column)
            ? $"adjusted p {ComparisonTable.P(difference.AdjustedP)}"
            : $"p {ComparisonTable.P(difference.P)}";
        return PlotMarks.Of(number, RecipeTables.Marked(row), difference.Mean) with
        {
            Counts = $"lost {difference.Lost}, won {difference.Won}",
            Note = $"{RecipeTables.Words(difference)}; {p}",
        };
    }
}
