using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How well the control period was kept where time passes by itself, and what the world's own rules held.</summary>
internal static class RealTimeSection
{
    private static readonly Markup Titles = Html.Headings([
        "policy",
        "control steps",
        "a second",
        "late",
        "period, ms",
        "round trip, ms",
        "policy, ms",
        "age of what it saw, ms",
        "held",
        "by rule",
    ]);

    public static Markup Of(ReportPage page)
    {
        var sides = page.Sides.Where(side => side.Finished.Any(trial => trial.Timing is not null || trial.HeldActions > 0)).ToList();
        return sides.Count == 0
            ? default
            : Html.Of(
                $"""
                <section aria-labelledby="h-real-time"><h2 id="h-real-time">Real time</h2>
                <p>Two numbers: the median over the episodes of each one's median, and the worst episode's 99th percentile. An action is late where it
                was not there when its step was due; held is what the world's own rules rejected.</p>
                <div class="scroll" tabindex="0"><table><thead><tr>{Titles}</tr></thead>
                <tbody>{Html.Join(sides, Row)}</tbody></table></div></section>
                """
            );
    }

    private static Markup Row(ReportSide side)
    {
        var trials = side.Finished.ToList();
        var pace = PolicyPace.Of(trials);
        var held = trials.Aggregate(RuleCounts.None, (sum, trial) => sum + trial.HeldRules);
        return Html.Of(
            $"<tr><th scope=\"row\">{side.MarkedLabel}</th><td>{trials.Sum(trial => trial.Steps ?? 0)}</td>"
                + $"<td>{pace?.Hz ?? 0:0.00}</td><td>{pace?.Late ?? 0}</td>"
                + $"<td>{Both(pace?.PeriodP50, pace?.PeriodP99)}</td><td>{Both(pace?.RoundTripP50, pace?.RoundTripP99)}</td>"
                + $"<td>{Both(pace?.InferenceP50, pace?.InferenceP99)}</td><td>{Both(pace?.AgeP50, pace?.AgeP99)}</td>"
                + $"<td>{held.Total}</td><td>{$"{held}"}</td></tr>"
        );
    }

    private static Markup Both(double? usual, double? worst) => Html.Of($"{1e3 * usual ?? 0:0.0}, {1e3 * worst ?? 0:0.0}");
}
