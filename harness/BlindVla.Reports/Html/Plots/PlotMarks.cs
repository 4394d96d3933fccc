using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Rates and differences as points of a plot.</summary>
internal static class PlotMarks
{
    public static PlotMark Of(ReportSide side, Rate rate, int trials) =>
        new(
            side.Number,
            side.MarkedLabel,
            rate.Value,
            rate.Value is null ? null : new Interval(rate.Low, rate.High),
            rate.Value is null ? "" : $"{rate.Successes}/{trials}"
        );

    /// <summary>What a perturbation cost, with Tango's interval.</summary>
    public static PlotMark Of(ReportSide side, ControlPairs pairs)
    {
        var interval = DifferenceInterval.OfPairs(pairs.Counts, pairs.Shared);
        return new(
            side.Number,
            side.MarkedLabel,
            pairs.Difference,
            pairs.Difference is null ? null : new Interval(interval.Low, interval.High),
            $"{pairs.Counts.PairsInWords}, lost {pairs.OnlyControl}, won {pairs.OnlyPerturbed}"
        );
    }

    /// <param name="number">The candidate's.</param>
    public static PlotMark Of(ClaimResult claim, int number, string candidate) =>
        new(
            number,
            candidate,
            claim.Comparison.Difference,
            claim.Comparison.Difference is null ? null : new Interval(claim.LowerBound, claim.UpperBound),
            (claim.Comparison.Unpaired is null ? claim.Comparison.InWords : "unpaired") + $", {claim.Comparison.OutcomesInWords}"
        )
        {
            Note = string.Join(
                "; ",
                new[]
                {
                    claim.DetectableDrop < 1 ? $"a drop of {ComparisonTable.Drop(claim.DetectableDrop)} detectable" : "no drop detectable",
                    ComparisonTable.ThingsInWords(claim.Comparison),
                }.OfType<string>()
            ),
        };

    /// <summary>A recipe's rate or difference.</summary>
    /// <param name="mean">Null where nothing was measured.</param>
    /// <param name="published">Null where nothing is.</param>
    public static PlotMark Of(int number, string label, RecipeMean? mean, PublishedRate? published = null) =>
        new(number, label, mean?.Value, mean?.OverScenes, mean is null ? "" : $"{mean.N} of {mean.Scenes} scenes")
        {
            Seeds = mean?.OverSeeds,
            Published = published?.Rate,
            Note = published is null
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{published.Model}, published: {100 * published.Rate:0} ± {100 * published.StandardDeviation:0} %"
                ),
        };
}
