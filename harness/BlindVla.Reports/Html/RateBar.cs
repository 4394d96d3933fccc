using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Rates and differences drawn as a point with its interval, and written out beside it.</summary>
internal static class RateBar
{
    private static readonly BarScale Rates = new(Zero: 0, Unit: 100);

    private static readonly BarScale Differences = new(Zero: 50, Unit: 50);

    /// <summary>A rate on a scale from 0 to 100 %.</summary>
    public static Markup Of(Rate rate, int trials, int colour)
    {
        if (rate.Value is not { } value)
        {
            return Html.Of($"<span class=\"none\">no trials</span>");
        }
        var share = Html.Of($"{rate.Successes}/{trials} <strong>{Percent(value)}</strong>");
        return Html.Of(
            $"""
            {Plot($"plot side{colour}", Html.Of($"{Rates.Bar(new(rate.Low, rate.High))}{Rates.Dot(value)}"))}
            {Figure(share, Html.Of($"<span>{Percent(rate.Low)} to {Percent(rate.High)}</span>"))}
            """
        );
    }

    /// <summary>A difference with its 95 % interval, see below.</summary>
    public static Markup Of(ControlPairs pairs, int colour) =>
        Of(pairs.Counts, DifferenceInterval.OfPairs(pairs.Counts, pairs.Shared), colour);

    /// <summary>A difference on a scale from -100 to +100 percentage points, with the pairs that decided it.</summary>
    public static Markup Of(PairedCounts pairs, DifferenceInterval interval, int colour) =>
        Of(pairs.Difference, interval, $"{pairs.PairsInWords}, lost {pairs.OnlyBaseline}, won {pairs.OnlyCandidate}", colour);

    /// <summary>The same of a claim.</summary>
    public static Markup Of(ClaimResult claim, int colour) =>
        Of(
            claim.Comparison.Difference,
            new(claim.LowerBound, claim.UpperBound),
            (claim.Comparison.Unpaired is null ? claim.Comparison.InWords : "unpaired") + $", {claim.Comparison.OutcomesInWords}",
            colour
        );

    /// <param name="counted">Null where nothing was.</param>
    private static Markup Of(double? counted, DifferenceInterval interval, string counts, int colour)
    {
        if (counted is not { } difference)
        {
            return Html.Of($"<span class=\"none\">no pairs</span>");
        }
        var bounds = Html.Of($"<span>{Points(interval.Low)} to {Points(interval.High)};</span>");
        return Html.Of(
            $"""
            {Plot(
                $"plot difference side{colour}",
                Html.Of($"{Differences.Bar(new(interval.Low, interval.High))}{Differences.Dot(difference)}")
            )}
            {Figure(Html.Of($"<strong>{Points(difference)}</strong>"), Html.Of($"{bounds} <span>{counts}</span>"))}
            """
        );
    }

    /// <summary>A recipe's rate with both of its intervals, and beside it, hollow, what is published of it.</summary>
    /// <param name="rate">Null where nothing was measured.</param>
    /// <param name="published">Null where nothing is.</param>
    public static Markup Of(RecipeMean? rate, PublishedRate? published, int colour)
    {
        var note = published is null ? default : Html.Of($" <span>{Words(published)}</span>");
        var hollow = published is null ? default : Rates.Dot(published.Rate, "published");
        return rate is null
            ? Html.Of($"{Plot($"plot side{colour}", hollow)}\n{Figure(Html.Of($"<span class=\"none\">no trials</span>"), note)}")
            : Html.Of($"{Plot($"plot side{colour}", Html.Of($"{Marks(Rates, rate)}{hollow}"))}\n{Value(rate, Percent, note)}");
    }

    /// <summary>A recipe's difference with both of its intervals.</summary>
    public static Markup Of(RecipeMean difference, int colour) =>
        Html.Of($"{Plot($"plot difference side{colour}", Marks(Differences, difference))}\n{Value(difference, Points, default)}");

    public static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    private static Markup Marks(BarScale scale, RecipeMean mean) =>
        Html.Of(
            $"{scale.Bar(mean.OverScenes)}{(mean.OverSeeds is { } seeds ? scale.Bar(seeds, "seeds") : default)}{scale.Dot(mean.Value)}"
        );

    private static Markup Value(RecipeMean mean, Func<double, string> format, Markup note)
    {
        var scenes = Html.Of($"<span>{format(mean.OverScenes.Minimum)} to {format(mean.OverScenes.Maximum)} over scenes</span>");
        var seeds = mean.OverSeeds is { } known
            ? Html.Of($"; <span>{format(known.Minimum)} to {format(known.Maximum)} over seeds</span>")
            : default;
        return Figure(Html.Of($"<strong>{format(mean.Value)}</strong>"), Html.Of($"{scenes}{seeds}{note}"));
    }

    private static string Words(PublishedRate published) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"({published.Model}, published: {100 * published.Rate:0} ± {100 * published.StandardDeviation:0} %)"
        );

    /// <param name="style">Its classes.</param>
    private static Markup Plot(string style, Markup marks) => Html.Of($"<span class=\"{style}\" aria-hidden=\"true\">{marks}</span>");

    private static Markup Figure(Markup value, Markup detail) => Html.Of($"<span class=\"figure\">{value} <small>{detail}</small></span>");
}
