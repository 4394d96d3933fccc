using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Every cell under every policy: its rate, and below it what the perturbation cost; <c>plots.js</c> sorts it by cost.</summary>
internal static class MatrixTable
{
    public static Markup Of(ReportPage page)
    {
        var cells = page.Cells.ToList();
        if (cells.Count < 2)
        {
            return default;
        }
        var heads = Html.Join(page.Sides, side => Html.Of($"<th scope=\"col\">{SideStyle.Key(side.Number)} {side.MarkedLabel}</th>"));
        var explanation = page.IsPerturbed
            ? "Success, and below it the cost in percentage points: perturbed episodes minus their unperturbed twins; the darker, the more "
                + "is lost. A click on a policy puts what costs it most first."
            : "Success in each cell.";
        return Html.Of(
            $"""
            <p class="soft">{explanation}</p>
            <div class="scroll" tabindex="0"><table class="matrix" id="matrix">
            <thead><tr><th scope="col">cell</th>{heads}</tr></thead>
            <tbody>{Html.Join(cells, cell => Row(page, cell))}</tbody></table></div>
            """
        );
    }

    private static Markup Row(ReportPage page, IGrouping<string, (ReportSide Side, SummaryRow Row)> cell)
    {
        var rows = cell.ToDictionary(pair => pair.Side.Number, pair => pair.Row);
        return Html.Of(
            $"<tr><th scope=\"row\">{cell.Key}</th>{Html.Join(page.Sides, side => Cell(rows.GetValueOrDefault(side.Number)))}</tr>\n"
        );
    }

    private static Markup Cell(SummaryRow? row)
    {
        if (row?.Score.Value is not { } rate)
        {
            return Html.Of($"<td class=\"soft\">not run</td>");
        }
        if (row.Paired?.Difference is not { } cost)
        {
            return Html.Of($"<td>{PlotText.Percent(rate)}</td>");
        }
        var lost = (int)Math.Round(Math.Max(0, -100 * cost));
        return Html.Of(
            $"<td class=\"cost\" data-cost=\"{cost:0.####}\" style=\"--cost:{lost}\">{PlotText.Percent(rate)}<br>"
                + $"<small>{PlotText.Points(cost)}</small></td>"
        );
    }
}
