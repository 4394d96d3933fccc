using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Whatever the environment measures of an episode, by its declaration.</summary>
internal static class MeasureSection
{
    public static Markup Of(ReportPage page)
    {
        ImmutableArray<(string Title, SummaryRow Row)> columns =
        [
            .. page.Sides.SelectMany(side =>
                side.Summary.Rows.Where(row => row.Scope == ScopeKind.Split).Select(row => ($"{side.MarkedLabel}, {Where(row)}", row))
            ),
        ];
        var measures = columns.SelectMany(column => column.Row.Measures).DistinctBy(measure => (measure.Name, measure.Unit)).ToList();
        if (measures.Count == 0)
        {
            return default;
        }
        var titles = Html.Headings(["measure", .. columns.Select(column => column.Title)]);
        var rows = Html.Join(measures, measure => Row(measure, columns.Select(column => column.Row)));
        return Html.Of(
            $"""
            <section aria-labelledby="h-measures"><h2 id="h-measures">What was measured</h2>
            <p>Mean over the episodes in which it was measured, and how many these are; of what holds or not, the share in which it holds.</p>
            <div class="scroll" tabindex="0"><table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></div></section>
            """
        );
    }

    private static string Where(SummaryRow row) => row.Name == Condition.InDistribution ? "in distribution" : "out of distribution";

    private static Markup Row(MeasureSummary measure, IEnumerable<SummaryRow> rows)
    {
        var unit = measure.Unit is MeasureSpec.Truth or "1" ? "" : $" [{measure.Unit}]";
        var cells = Html.Join(rows, row => Html.Of($"<td>{Cell(row, measure)}</td>"));
        return Html.Of($"<tr><th scope=\"row\">{measure.Name.Replace('_', ' ')}{unit}</th>{cells}</tr>");
    }

    private static string Cell(SummaryRow row, MeasureSummary measure) =>
        row.Measures.FirstOrDefault(other => (other.Name, other.Unit) == (measure.Name, measure.Unit)) is { Mean: { } mean, N: var n }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(measure.Unit == MeasureSpec.Truth ? $"{100 * mean:0.0} %" : $"{mean:0.####}")} of {n}"
            )
            : "";
}
