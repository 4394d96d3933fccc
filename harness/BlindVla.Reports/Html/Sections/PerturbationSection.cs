using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How often each side succeeded in each cell, and what the perturbation cost it.</summary>
internal static class PerturbationSection
{
    public static Markup Of(ReportPage page)
    {
        var cells = page.Cells.ToList();
        var title = page.IsPerturbed ? "By perturbation" : "By task";
        var rates = Plot.OfRates(
            "cells",
            "success",
            "Success in each cell, with Wilson 95 % intervals.",
            [
                .. cells.Select(cell => new PlotRow(
                    Heading(cell.Key),
                    Name(page, cell),
                    [.. cell.Select(pair => PlotMarks.Of(pair.Side, pair.Row.Score, pair.Row.N))]
                )),
            ]
        );
        var costs = Plot.OfDifferences(
            "costs",
            "perturbed minus unperturbed twin",
            "What each perturbation costs each policy, pair by pair, with Tango's 95 % interval; left of zero it costs something.",
            [
                .. cells
                    .Where(cell => cell.Any(pair => pair.Row.Paired is not null))
                    .Select(cell => new PlotRow(
                        Heading(cell.Key),
                        cell.Key,
                        [.. cell.Where(pair => pair.Row.Paired is not null).Select(pair => PlotMarks.Of(pair.Side, pair.Row.Paired!))]
                    )),
            ]
        );
        return Html.Of(
            $"""
            <section aria-labelledby="h-axes"><h2 id="h-axes">{title}</h2>
            {MatrixTable.Of(page)}
            {PlotFigure.Of(rates)}
            {PlotFigure.Of(costs)}
            </section>
            """
        );
    }

    /// <summary>With the rule of its task, where tasks differ in it.</summary>
    private static string Name(ReportPage page, IGrouping<string, (ReportSide Side, SummaryRow Row)> cell)
    {
        ImmutableArray<string> rules =
        [
            .. cell.Select(pair => pair.Row.SuccessRule).OfType<SuccessRule>().Select(rule => SuccessRules.Short(rule)).Distinct(),
        ];
        return page.SuccessRule is null && rules.Length > 0 ? $"{cell.Key} ({string.Join(", ", rules)})" : cell.Key;
    }

    private static string Heading(string cell) =>
        Condition.HeadingOf(cell) switch
        {
            "id" => "In distribution",
            "vision" => "Vision",
            "semantic" => "Semantics",
            "execution" => "Execution",
            var group => group,
        };
}
