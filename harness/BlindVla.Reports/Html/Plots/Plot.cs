using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <summary>Points with their intervals on one axis, row below row.</summary>
/// <param name="Name">Of its files when it is saved; also its identity on the page.</param>
/// <param name="Axis">What is drawn, with no unit: <c>success</c>.</param>
/// <param name="Caption">What it shows, with the level of its intervals.</param>
/// <param name="Scale">Of its axis.</param>
/// <param name="Rows">From top to bottom.</param>
internal sealed record Plot(string Name, string Axis, string Caption, PlotScale Scale, ImmutableArray<PlotRow> Rows)
{
    /// <summary>The points of a row lie on one line, joined: from one policy to the other.</summary>
    public bool IsJoined { get; init; }

    /// <summary>Its table of numbers is open.</summary>
    public bool ShowsNumbers { get; init; }

    /// <summary>On an axis of rates.</summary>
    public static Plot OfRates(string name, string axis, string caption, ImmutableArray<PlotRow> rows) =>
        new(name, axis, caption, PlotScale.Rates, rows);

    /// <summary>On an axis of differences, wide enough for all of them.</summary>
    public static Plot OfDifferences(string name, string axis, string caption, ImmutableArray<PlotRow> rows) =>
        new(
            name,
            axis,
            caption,
            PlotScale.OfDifferences(rows.SelectMany(row => row.Marks.SelectMany(mark => mark.Extent).Concat(Margins(row)))),
            rows
        );

    private static IEnumerable<double> Margins(PlotRow row) => row.Margin is { } margin ? [margin] : [];
}
