using System.Globalization;

namespace BlindVla.Reports;

/// <summary>How long a success took.</summary>
internal static class TimeToSuccessSection
{
    private static readonly double[] Quantiles = [0, 0.25, 0.5, 0.75, 1];

    private static readonly Markup Titles = Html.Headings([
        "policy",
        "successes at any step",
        "fastest",
        "a quarter within",
        "half within",
        "three quarters within",
        "slowest",
    ]);

    public static Markup Of(ReportPage page) =>
        page.Timed.IsEmpty
            ? default
            : Html.Of(
                $"""
                <section aria-labelledby="h-time"><h2 id="h-time">Time to success</h2>
                <div class="scroll" tabindex="0"><table><thead><tr>{Titles}</tr></thead>
                <tbody>{Html.Join(page.Timed, Row)}</tbody></table></div></section>
                """
            );

    private static Markup Row(ReportSide side)
    {
        var period = side.Run.Record.Identity.Environment.ControlPeriodSeconds;
        List<double> seconds = [.. side.Finished.Select(trial => trial.FirstSuccessStep * period).OfType<double>().Order()];
        var cells = Html.Join(Quantiles, quantile => Html.Of($"<td>{Quantile(seconds, quantile)}</td>"));
        return Html.Of($"<tr><th scope=\"row\">{side.MarkedLabel}</th><td>{seconds.Count}</td>{cells}</tr>");
    }

    private static string Quantile(List<double> ordered, double quantile) =>
        ordered.Count == 0
            ? ""
            : ordered[(int)Math.Round(quantile * (ordered.Count - 1))].ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
