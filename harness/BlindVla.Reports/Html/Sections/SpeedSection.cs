namespace BlindVla.Reports;

/// <summary>Where the time went, and what was clipped or tried again on the way.</summary>
internal static class SpeedSection
{
    private static readonly Markup Titles = Html.Headings([
        "policy",
        "control steps",
        "policy, ms a step",
        "simulator, ms a step",
        "episode, s",
        "actions moved to a bound",
        "retried",
    ]);

    public static Markup Of(ReportPage page) =>
        page.Timed.IsEmpty
            ? default
            : Html.Of(
                $"""
                <section aria-labelledby="h-speed"><h2 id="h-speed">Speed</h2>
                <div class="scroll" tabindex="0"><table><thead><tr>{Titles}</tr></thead>
                <tbody>{Html.Join(page.Timed, Row)}</tbody></table></div></section>
                """
            );

    private static Markup Row(ReportSide side)
    {
        var trials = side.Finished.ToList();
        var steps = trials.Sum(trial => trial.Steps ?? 0);
        double PerStep(double seconds) => 1e3 * seconds / Math.Max(1, steps);
        var policy = PerStep(trials.Sum(trial => trial.PolicySeconds ?? 0));
        var simulator = PerStep(trials.Sum(trial => trial.SimSeconds ?? 0));
        var episode = trials.Select(trial => trial.WallSeconds ?? 0).DefaultIfEmpty().Average();
        return Html.Of(
            $"<tr><th scope=\"row\">{side.MarkedLabel}</th><td>{steps}</td><td>{policy:0.00}</td><td>{simulator:0.00}</td>"
                + $"<td>{episode:0.00}</td><td>{trials.Sum(trial => trial.ClippedActions ?? 0)}</td>"
                + $"<td>{trials.Count(trial => trial.Attempts > 1)}</td></tr>"
        );
    }
}
