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
            <p>Success {SuccessRules.Words(table.SuccessRule)}. {RecipeTables.Explanation} Left: success, right: minus that of the control
            twins, in percentage points; the thick bar is over scenes, the thin line over seeds. {Hollow(table)}</p>
            {Html.Join(groups, group => Group(table, group))}
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
            <div class="scroll"><table class="recipes"><caption>Success, per cent</caption>
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

    private static Markup Group(RecipeTable table, IGrouping<string, (int Index, RecipeColumn Item)> columns)
    {
        // A mean that no recipe has is no environment that was not run.
        var shown = columns.Where(column => !column.Item.IsMean || table.Rows.Any(row => row.Cells[column.Index].Success is not null));
        return Html.Of(
            $"<h3>{columns.Key}</h3><div class=\"rows\">{Html.Join(shown, column => Column(table, column.Index, column.Item))}</div>"
        );
    }

    private static Markup Column(RecipeTable table, int index, RecipeColumn column)
    {
        var saysIt =
            column.IsMean
            || column.Cells[0].EndsWith($"/{column.Title}", StringComparison.Ordinal)
            || column.Title.EndsWith(column.Cells[0], StringComparison.Ordinal);
        var cell = saysIt ? "" : $" ({column.Cells[0]})";
        return Html.Of(
            $"""
            <div class="row"><span class="label">{column.Title}</span><small>{cell}</small>
            {Html.Join(table.Rows.Index(), row => Bars(row.Item, row.Index, row.Item.Cells[index]))}</div>
            """
        );
    }

    private static Markup Bars(RecipeRow row, int number, RecipeCell cell)
    {
        var success = RateBar.Of(cell.Success, cell.Published, ReportSide.ColourOf(number));
        var effect = cell.Effect is { } known ? RateBar.Of(known, ReportSide.ColourOf(number)) : default;
        return Html.Of($"<div class=\"cellrow two\"><span class=\"tag\">{RecipeTables.Marked(row)}</span>{success}{effect}</div>");
    }

    private static Markup Comparisons(RecipeTable table) =>
        RecipeTables.Compared(table).ToList() is { Count: > 0 } rows
            ? Html.Of(
                $"""
                <h3>Against {table.Baseline}, in percentage points</h3><p>{RecipeTables.DifferenceExplanation}</p>{Html.Join(rows, row =>
                    Against(table, row)
                )}
                """
            )
            : default;

    private static Markup Against(RecipeTable table, RecipeRow row)
    {
        var number = table.Rows.IndexOf(row);
        var lines = Html.Join(table.Columns.Zip(row.Cells).Where(pair => pair.Second.Difference is not null), pair =>
            Line(pair.First, pair.Second.Difference!, number)
        );
        return Html.Of(
            $"""
            <p class="label">{RecipeTables.Marked(row)}</p>
            <div class="rows">{lines}</div>
            """
        );
    }

    private static Markup Line(RecipeColumn column, RecipeDifference difference, int number)
    {
        var p = RecipeTables.IsAdjusted(column)
            ? $"adjusted p {ComparisonTable.P(difference.AdjustedP)}"
            : $"p {ComparisonTable.P(difference.P)}";
        return Html.Of(
            $"""
            <div class="row"><span class="label">{column.Title}: {RecipeTables.Words(difference)}</span>
            <div class="cellrow"><span class="tag">{p}, lost {difference.Lost}, won {difference.Won}</span>
            {RateBar.Of(difference.Mean, ReportSide.ColourOf(number))}</div></div>
            """
        );
    }
}
