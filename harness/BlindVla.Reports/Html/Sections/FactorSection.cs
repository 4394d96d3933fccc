using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Success by what differs between episodes, whatever their cell.</summary>
internal static class FactorSection
{
    /// <summary>What differs between episodes in any world.</summary>
    private static readonly ImmutableArray<Factor> Anywhere = [new("instruction", trial => trial.Instruction)];

    public static Markup Of(ReportPage page)
    {
        var (title, factors) = TabletopTrials.Sides(page).IsEmpty
            ? ("By instruction", Anywhere)
            : ("By what the scene holds", TabletopFactors.All);
        return Html.Of(
            $"""
            <section aria-labelledby="h-factors"><h2 id="h-factors">{title}</h2>
            <p>k/n, rate and Wilson 95 % interval.</p>
            {Html.Join(factors, factor => Rows(page, factor))}
            </section>
            """
        );
    }

    private static Markup Rows(ReportPage page, Factor factor)
    {
        var values = page.Sides.SelectMany(side => side.Finished).Select(factor.Of).OfType<string>().Distinct();
        var rows = Html.Join(values.Order(StringComparer.Ordinal), value => Row(page, factor, value));
        return Html.Of($"<details><summary>Success by {factor.Name}</summary><div class=\"rows\">{rows}</div></details>");
    }

    private static Markup Row(ReportPage page, Factor factor, string value)
    {
        var bars = Html.Join(page.Sides, side => Bar(side, [.. side.Finished.Where(trial => factor.Of(trial) == value)]));
        return Html.Of($"<div class=\"row\"><span class=\"label\">{value}</span>{bars}</div>");
    }

    private static Markup Bar(ReportSide side, IReadOnlyCollection<TrialRecord> trials)
    {
        if (trials.Count == 0)
        {
            return default;
        }
        var rate = Rate.Of(trials.Count(trial => trial.Outcome == Outcome.Success), trials.Count);
        var bar = RateBar.Of(rate, trials.Count, side.Colour);
        return Html.Of($"<div class=\"cellrow\"><span class=\"tag\">{side.MarkedLabel}</span>{bar}</div>");
    }
}
