using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <summary>What is compared in a plot: a cell, a claim, a policy.</summary>
/// <param name="Group">The heading it stands under; the same of all rows that follow one another, empty for none.</param>
/// <param name="Label">Its name.</param>
/// <param name="Marks">One line each; on one line where the plot joins them.</param>
internal sealed record PlotRow(string Group, string Label, ImmutableArray<PlotMark> Marks)
{
    /// <summary>Where its margin is; null for none.</summary>
    public double? Margin { get; init; }
}
