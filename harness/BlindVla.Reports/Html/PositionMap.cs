using System.Collections.Immutable;
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
            .GroupBy(trial => (Row: Cell(trial.ObjectXMeters!.Value), Column: Cell(trial.ObjectYMeters!.Value)))
            .ToDictionary(cell => cell.Key, cell => (Won: cell.Count(trial => trial.Outcome == Outcome.Success), All: cell.Count()));
        if (cells.Count == 0)
        {
            return Html.Of($"<p class=\"none\">no trials</p>");
        }
        var rows = Range(cells.Keys.Select(cell => cell.Row));
        var columns = Range(cells.Keys.Select(cell => cell.Column));
        var body = Html.Join(rows, row =>
            Html.Of(
                $"<tr><th scope=\"row\">{row * CellMeters:0.00}</th>{Html.Join(columns, column =>
            cells.TryGetValue((row, column), out var cell)
                ? Html.Of($"<td class=\"cell\" style=\"--rate:{100.0 * cell.Won / cell.All:0}\">{cell.Won}/{cell.All}</td>")
                : Html.Of($"<td></td>"))}</tr>"
            )
        );
        return Html.Of(
            $"""
            <div class="scroll"><table class="map"><caption>{label}: rows x, columns y of the object, metres</caption>
            <thead><tr><td></td>{Html.Join(columns, column => Html.Of($"<th scope=\"col\">{column * CellMeters:0.00}</th>"))}</tr></thead>
            <tbody>{body}</tbody></table></div>
            """
        );
    }

    private static int Cell(double meters) => (int)Math.Round(meters / CellMeters);

    private static ImmutableArray<int> Range(IEnumerable<int> values)
    {
        var all = values.ToList();
        return [.. Enumerable.Range(all.Min(), all.Max() - all.Min() + 1)];
    }
}
