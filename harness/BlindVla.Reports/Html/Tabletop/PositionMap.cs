using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Success by where the object started, seen from above as the robot's camera looks: far from the robot at the top.</summary>
internal static class PositionMap
{
    /// <summary>Edge of a cell: the spacing of the benchmark's grid.</summary>
    private const double CellMeters = 0.03;

    public static Markup Of(IEnumerable<TrialRecord> trials, string label)
    {
        var cells = trials
            .Where(trial => trial is { ObjectXMeters: not null, ObjectYMeters: not null })
            .GroupBy(trial => (Row: CellOf(trial.ObjectXMeters!.Value), Column: CellOf(trial.ObjectYMeters!.Value)))
            .ToDictionary(cell => cell.Key, cell => (Won: cell.Count(trial => trial.Outcome == Outcome.Success), All: cell.Count()));
        if (cells.Count == 0)
        {
            return Html.Of($"<p class=\"none\">no trials</p>");
        }
        var rows = Range(cells.Keys.Select(cell => cell.Row));
        var columns = Range(cells.Keys.Select(cell => cell.Column));
        var titles = Html.Headings(columns.Select(Meters));
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0"><table class="map"><caption>{label}: rows x, columns y of the object, metres</caption>
            <thead><tr><td></td>{titles}</tr></thead>
            <tbody>{Html.Join(rows, Row)}</tbody></table></div>
            """
        );

        Markup Row(int row) => Html.Of($"<tr><th scope=\"row\">{Meters(row)}</th>{Html.Join(columns, column => Cell(row, column))}</tr>");

        Markup Cell(int row, int column) =>
            cells.TryGetValue((row, column), out var cell)
                ? Html.Of($"<td class=\"cell\" style=\"--rate:{100.0 * cell.Won / cell.All:0}\">{cell.Won}/{cell.All}</td>")
                : Html.Of($"<td></td>");
    }

    private static string Meters(int cell) => (cell * CellMeters).ToString("0.00", CultureInfo.InvariantCulture);

    private static int CellOf(double meters) => (int)Math.Round(meters / CellMeters);

    private static ImmutableArray<int> Range(IEnumerable<int> values)
    {
        var all = values.ToList();
        return [.. Enumerable.Range(all.Min(), all.Max() - all.Min() + 1)];
    }
}
