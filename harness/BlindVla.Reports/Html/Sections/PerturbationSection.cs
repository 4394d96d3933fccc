using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How often each side succeeded in each cell, and what the perturbation cost it.</summary>
internal static class PerturbationSection
{
    private static readonly Markup Explanation = Html.Of(
        $"<p>Left: success. Right: success of the perturbed episodes minus that of their unperturbed twins, in percentage points, "
            + $"with Tango's 95 % interval.</p>"
    );

    public static Markup Of(ReportPage page)
    {
        var rows = page.Sides.SelectMany(side => side.Summary.Rows).Where(row => row.Scope == ScopeKind.Cell).ToList();
        var cells = rows.Select(row => row.Name);
        var title = page.IsPerturbed ? "By perturbation" : "By task";
        return Html.Of(
            $"""
            <section aria-labelledby="h-axes"><h2 id="h-axes">{title}</h2>
            {(rows.Any(row => row.Paired is not null) ? Explanation : default)}
            {Html.Join(cells.Distinct().GroupBy(Condition.HeadingOf), group => Group(page, group))}
            </section>
            """
        );
    }

    private static Markup Group(ReportPage page, IGrouping<string, string> cells) =>
        Html.Of($"<h3>{Heading(cells.Key)}</h3><div class=\"rows\">{Html.Join(cells, cell => Cell(page, cell))}</div>");

    private static Markup Cell(ReportPage page, string name)
    {
        ImmutableArray<(ReportSide Side, SummaryRow Row)> rows =
        [
            .. page
                .Sides.SelectMany(side => side.Summary.Rows, (side, row) => (side, row))
                .Where(pair => pair.row.Scope == ScopeKind.Cell && pair.row.Name == name),
        ];
        var rules = rows.Select(pair => pair.Row.SuccessRule)
            .OfType<SuccessRule>()
            .Select(rule => SuccessRules.Short(rule))
            .Distinct()
            .ToList();
        return Html.Of(
            $"""
            <div class="row"><span class="label">{name}{(
                page.SuccessRule is null && rules.Count > 0 ? $" ({string.Join(", ", rules)})" : ""
            )}</span>
            {Html.Join(rows, pair => Bars(pair.Side, pair.Row))}
            </div>
            """
        );
    }

    private static Markup Bars(ReportSide side, SummaryRow row)
    {
        var rate = RateBar.Of(row.Score, row.N, side.Colour);
        var cost = row.Paired is { } paired ? RateBar.Of(paired, side.Colour) : default;
        return Html.Of($"<div class=\"cellrow two\"><span class=\"tag\">{side.MarkedLabel}</span>{rate}{cost}</div>");
    }

    private static string Heading(string group) =>
        group switch
        {
            "id" => "In distribution",
            "vision" => "Vision",
            "semantic" => "Semantics",
            "execution" => "Execution",
            _ => group,
        };
}
