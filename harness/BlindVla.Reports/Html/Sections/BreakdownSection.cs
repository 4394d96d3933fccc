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
            <p>k/n, rate and Wilson 95 % interval.</p>
            {Html.Join(breakdowns, breakdown => Rows(page, breakdown))}
            </section>
            """
        );
    }

    private static Markup Rows(ReportPage page, Breakdown breakdown)
    {
        var values = page.Sides.SelectMany(side => side.Finished).Select(breakdown.Of).OfType<string>().Distinct();
        var rows = Html.Join(values.Order(StringComparer.Ordinal), value => Row(page, breakdown, value));
        return Html.Of($"<details><summary>Success by {breakdown.Name}</summary><div class=\"rows\">{rows}</div></details>");
    }

    private static Markup Row(ReportPage page, Breakdown breakdown, string value)
    {
        var bars = Html.Join(page.Sides, side => Bar(side, [.. side.Finished.Where(trial => breakdown.Of(trial) == value)]));
        return Html.Of($"<div class=\"row\"><span class=\"label\">{value}</span>{bars}</div>");
    }

    private static Markup Bar(ReportSide side, IReadOnlyCollection<TrialRecord> trials)
    {
        if (trials.Count == 0)
        {
            return default;
        }
        var rate = Rate.OfFinished(trials);
        var bar = RateBar.Of(rate, trials.Count, side.Colour);
        return Html.Of($"<div class=\"cellrow\"><span class=\"tag\">{side.MarkedLabel}</span>{bar}</div>");
    }
}
