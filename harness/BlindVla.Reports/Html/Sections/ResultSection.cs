using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How often each side succeeded, in and out of distribution.</summary>
internal static class ResultSection
{
    public static Markup Of(ReportPage page)
    {
        var privileged = page.Sides.Any(side => side.Policy.IsPrivileged) ? " " + SummaryTable.PrivilegedNote : "";
        return Html.Of(
            $"""
            <section aria-labelledby="h-result"><h2 id="h-result">Result</h2>
            <p>Success {SuccessRules.Words(
                page.SuccessRule,
                page.Sides.Select(side => side.Summary)
            )}; k/n, rate and Wilson 95 % interval.{privileged}</p>
            <div class="rows">{Html.Join(page.Sides, side => Side(page, side))}</div></section>
            """
        );
    }

    private static Markup Side(ReportPage page, ReportSide side) =>
        Html.Of(
            $"""
            <div class="row"><span class="label">{side.MarkedLabel}</span>
            {Html.Join(side.Summary.Rows.Where(row => row.Scope == ScopeKind.Split), row => Split(page, side, row))}
            {Errored(side)}</div>
            """
        );

    private static Markup Split(ReportPage page, ReportSide side, SummaryRow row)
    {
        var split =
            !page.IsPerturbed ? "all episodes"
            : row.Name == Condition.InDistribution ? "in distribution"
            : "out of distribution";
        return Html.Of($"<div class=\"cellrow\"><span class=\"tag\">{split}</span>{RateBar.Of(row.Score, row.N, side.Colour)}</div>");
    }

    private static Markup Errored(ReportSide side)
    {
        var errored = side.Trials.Values.Count(trial => trial.Outcome == Outcome.Errored);
        return errored == 0
            ? default
            : Html.Of($"<p class=\"warning\">{errored} of {side.Trials.Count} trials could not be carried out; they are in no rate.</p>");
    }
}
