using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How often each side succeeded, in and out of distribution.</summary>
internal static class ResultSection
{
    public static Markup Of(ReportPage page)
    {
        var privileged = page.Sides.Any(side => side.Policy.IsPrivileged) ? " " + SummaryTable.PrivilegedNote : "";
        var rows = page
            .Sides.SelectMany(side => side.Summary.Rows, (side, row) => (Side: side, Row: row))
            .Where(pair => pair.Row.Scope == ScopeKind.Split)
            .GroupBy(pair => pair.Row.Name)
            .OrderBy(split => split.Key != Condition.InDistribution)
            .Select(split => new PlotRow(
                "",
                Split(page, split.Key),
                [.. split.Select(pair => PlotMarks.Of(pair.Side, pair.Row.Score, pair.Row.N))]
            ));
        var plot = Plot.OfRates(
            "result",
            "success",
            $"Success {SuccessRules.Words(page.SuccessRule, page.Sides.Select(side => side.Summary))}; k/n, rate and Wilson 95 % "
                + $"interval.{privileged}",
            [.. rows]
        );
        return Html.Of(
            $"""
            <section aria-labelledby="h-result"><h2 id="h-result">Result</h2>
            {PlotFigure.Of(plot)}
            {Html.Join(page.Sides, Errored)}</section>
            """
        );
    }

    private static string Split(ReportPage page, string name) =>
        !page.IsPerturbed ? "all episodes"
        : name == Condition.InDistribution ? "in distribution"
        : "out of distribution";

    private static Markup Errored(ReportSide side)
    {
        var errored = side.Trials.Values.Count(trial => trial.Outcome == Outcome.Errored);
        return errored == 0
            ? default
            : Html.Of(
                $"<p class=\"warning\">{side.MarkedLabel}: {errored} of {side.Trials.Count} trials could not be "
                    + $"carried out; they are in no rate.</p>"
            );
    }
}
