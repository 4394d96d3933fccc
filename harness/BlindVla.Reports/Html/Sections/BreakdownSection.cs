using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Success by what differs between episodes, whatever their cell.</summary>
internal static class BreakdownSection
{
    /// <summary>What differs between episodes in any world.</summary>
    private static readonly ImmutableArray<Breakdown> Anywhere = [new("instruction", trial => trial.Instruction)];

    public static Markup Of(ReportPage page)
    {
        var (title, breakdowns) = TabletopTrials.Sides(page).IsEmpty
            ? ("By instruction", Anywhere)
            : ("By what the scene holds", TabletopBreakdowns.All);
        if (!page.Sides.SelectMany(side => side.Finished).Any(trial => breakdowns.Any(breakdown => breakdown.Of(trial) is { Length: > 0 })))
        {
            return default;
        }
        return Html.Of(
            $"""
            <section aria-labelledby="h-breakdowns"><h2 id="h-breakdowns">{title}</h2>
            {Html.Join(breakdowns, breakdown => Rows(page, breakdown))}
            </section>
            """
        );
    }

    private static Markup Rows(ReportPage page, Breakdown breakdown)
    {
        var values = page.Sides.SelectMany(side => side.Finished).Select(breakdown.Of).OfType<string>().Distinct();
        var plot = Plot.OfRates(
            $"by-{breakdown.Name}",
            "success",
            $"Success by {breakdown.Name}, with Wilson 95 % intervals.",
            [.. values.Order(StringComparer.Ordinal).Select(value => new PlotRow("", value, [.. Marks(page, breakdown, value)]))]
        );
        return Html.Of($"<details><summary>Success by {breakdown.Name}</summary>{PlotFigure.Of(plot)}</details>");
    }

    private static IEnumerable<PlotMark> Marks(ReportPage page, Breakdown breakdown, string value) =>
        from side in page.Sides
        let trials = side.Finished.Where(trial => breakdown.Of(trial) == value).ToList()
        where trials.Count > 0
        select PlotMarks.Of(side, Rate.OfFinished(trials), trials.Count);
}
