using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Rates and differences drawn as a point with its interval, and written out beside it.</summary>
internal static class RateBar
{
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
            {Plot($"plot side{colour}", zero: 0, unit: 100, value, rate.Low, rate.High)}
            {Figure(share, Html.Of($"<span>{Percent(rate.Low)} to {Percent(rate.High)}</span>"))}
            """
        );
    }

    /// <summary>A difference with its 95 % interval, see below.</summary>
    public static Markup Of(PairedCounts pairs, int colour) => Of(pairs, DifferenceInterval.Tango(pairs), colour);

    /// <summary>A difference on a scale from -100 to +100 percentage points, with the pairs that decided it.</summary>
    public static Markup Of(PairedCounts pairs, DifferenceInterval interval, int colour)
    {
        if (pairs.Difference is not { } difference)
        {
            return Html.Of($"<span class=\"none\">no pairs</span>");
        }
        var bounds = Html.Of($"<span>{Points(interval.Low)} to {Points(interval.High)};</span>");
        var counts = Html.Of($"<span>{pairs.Pairs} pairs, lost {pairs.OnlyBaseline}, won {pairs.OnlyCandidate}</span>");
        return Html.Of(
            $"""
            {Plot($"plot difference side{colour}", zero: 50, unit: 50, difference, interval.Low, interval.High)}
            {Figure(Html.Of($"<strong>{Points(difference)}</strong>"), Html.Of($"{bounds} {counts}"))}
            """
        );
    }

    public static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <param name="style">Its classes.</param>
    /// <param name="zero">Where 0 is, in per cent of the width.</param>
    /// <param name="unit">How far from it 1 is.</param>
    private static Markup Plot(string style, double zero, double unit, double value, double low, double high) =>
        Html.Of(
            $"<span class=\"{style}\" aria-hidden=\"true\">"
                + $"<i style=\"left:{zero + (unit * low):0.##}%;width:{unit * (high - low):0.##}%\"></i>"
                + $"<b style=\"left:{zero + (unit * value):0.##}%\"></b></span>"
        );

    private static Markup Figure(Markup value, Markup detail) => Html.Of($"<span class=\"figure\">{value} <small>{detail}</small></span>");
}
