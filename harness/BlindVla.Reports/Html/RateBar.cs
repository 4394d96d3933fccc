using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Rates and differences drawn as a point with its interval, and written out beside it.</summary>
internal static class RateBar
{
    /// <summary>A rate on a scale from 0 to 100 %.</summary>
    public static Markup Of(Rate rate, int trials, int side) =>
        rate.Value is not { } value
            ? Html.Of($"<span class=\"none\">no trials</span>")
            : Html.Of(
                $"""
                <span class="plot side{side}" aria-hidden="true"><i style="left:{100 * rate.Low:0.##}%;width:{100
                    * (rate.High - rate.Low):0.##}%"></i><b style="left:{100 * value:0.##}%"></b></span>
                <span class="figure">{rate.Successes}/{trials} <strong>{Percent(value)}</strong> <small><span>{Percent(
                    rate.Low
                )} to {Percent(rate.High)}</span></small></span>
                """
            );

    /// <summary>A difference with its 95 % interval, see below.</summary>
    public static Markup Of(PairedCounts pairs, int side) => Of(pairs, DifferenceInterval.Tango(pairs), side);

    /// <summary>A difference on a scale from -100 to +100 percentage points, with the pairs that decided it.</summary>
    public static Markup Of(PairedCounts pairs, DifferenceInterval interval, int side)
    {
        if (pairs.Difference is not { } difference)
        {
            return Html.Of($"<span class=\"none\">no pairs</span>");
        }
        return Html.Of(
            $"""
            <span class="plot difference side{side}" aria-hidden="true"><i style="left:{50 + (50 * interval.Low):0.##}%;width:{50
                * (interval.High - interval.Low):0.##}%"></i><b style="left:{50 + (50 * difference):0.##}%"></b></span>
            <span class="figure"><strong>{Points(difference)}</strong> <small><span>{Points(interval.Low)} to {Points(
                interval.High
            )};</span> <span>{pairs.Pairs} pairs, lost {pairs.OnlyBaseline}, won {pairs.OnlyCandidate}</span></small></span>
            """
        );
    }

    public static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
