using BlindVla.Core;

namespace BlindVla.Reports;

/// <summary>A point of a plot.</summary>
/// <param name="Number">Of the policy, by which colour and shape are chosen.</param>
/// <param name="Label">Of the policy.</param>
/// <param name="Value">Null where nothing was counted.</param>
/// <param name="Interval">Null where there is none.</param>
/// <param name="Counts">What is behind it, in words: <c>18/25</c>, <c>25 pairs, lost 3, won 1</c>.</param>
internal sealed record PlotMark(int Number, string Label, double? Value, Interval? Interval, string Counts)
{
    /// <summary>A second interval, drawn as a thin line: over training seeds.</summary>
    public Interval? Seeds { get; init; }

    /// <summary>What a paper says of the same, drawn hollow.</summary>
    public double? Published { get; init; }

    /// <summary>What else is to be said of it; in the table of numbers only.</summary>
    public string Note { get; init; } = "";

    /// <summary>Every number that has to have its place.</summary>
    public IEnumerable<double> Extent =>
        new[] { Value, Published, Interval?.Minimum, Interval?.Maximum, Seeds?.Minimum, Seeds?.Maximum }.OfType<double>();
}
