using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <summary>
/// A plot as a figure of the page: an SVG, and below it the same numbers as a table, from which <c>plots.js</c> makes the CSV. All
/// places across are in per cent, so that it fits a telephone and a printed page without being scaled, its letters included.
/// </summary>
internal static class PlotFigure
{
    private const int HeadingHeight = 28;
    private const int LabelHeight = 19;
    private const int LineHeight = 19;
    private const int RowGap = 7;
    private const int AxisHeight = 42;

    /// <summary>Characters of a label that fit into the narrowest window; a longer one has several lines.</summary>
    private const int LabelLength = 34;

    private const int LegendHeight = 20;

    /// <summary>The axis from here on, in per cent of the figure; right of it are the numbers.</summary>
    private const int Left = 3;

    private const int Width = 66;

    public static Markup Of(Plot plot)
    {
        if (plot.Rows.IsEmpty)
        {
            return default;
        }
        var legend = Legend(plot);
        var rows = Placed(plot, legend.Height);
        var bottom = rows[^1].Bottom + RowGap;
        var title = $"{plot.Axis}, {plot.Scale.Unit}";
        return Html.Of(
            $"""
            <figure class="plot" id="{plot.Name}">
            <svg role="img" width="100%" height="{bottom + AxisHeight}" aria-label="{title}; its numbers are in the table below">
            {legend.Markup}{Grid(plot, legend.Height, bottom)}{Html.Join(rows, row => Row(plot, row))}
            <text class="unit" x="{Left}%" y="{bottom + 35}">{title}</text>
            </svg>
            <figcaption>{plot.Caption}</figcaption>
            {Numbers(plot)}
            </figure>

            """
        );
    }

    /// <summary>Which colour and shape is whose, and what else is drawn; in so many columns as names have room beside one
    /// another.</summary>
    private static (Markup Markup, int Height) Legend(Plot plot)
    {
        List<(Markup Mark, string Words)> entries =
        [
            .. plot
                .Rows.SelectMany(row => row.Marks)
                .DistinctBy(mark => mark.Number)
                .OrderBy(mark => mark.Number)
                .Select(mark => (Shape(mark.Number, "2.2%", 0, ""), mark.Label)),
        ];
        if (plot.Rows.SelectMany(row => row.Marks).Any(mark => mark.Published is not null))
        {
            entries.Add(
                (
                    Html.Of($"<svg x=\"2.2%\" y=\"0\" overflow=\"visible\" class=\"mark hollow\"><path d=\"{SideStyle.Shape(0)}\"/></svg>"),
                    "published"
                )
            );
        }
        if (plot.Rows.Any(row => row.Margin is not null))
        {
            entries.Add((Html.Of($"<line class=\"margin\" x1=\"2.2%\" x2=\"2.2%\" y1=\"-8\" y2=\"8\"/>"), "margin"));
        }
        var columns = Math.Clamp(44 / (3 + entries.Max(entry => entry.Words.Length)), 1, 4);
        var markup = Html.Join(entries.Index(), entry =>
            Html.Of(
                $"<svg x=\"{100 / columns * (entry.Index % columns)}%\" y=\"{10 + (LegendHeight * (entry.Index / columns))}\" "
                    + $"overflow=\"visible\">"
                    + $"{entry.Item.Mark}<text x=\"2.2%\" dx=\"12\" y=\"4\">{entry.Item.Words}</text></svg>"
            )
        );
        return (markup, 6 + (LegendHeight * ((entries.Count + columns - 1) / columns)));
    }

    private static Markup Grid(Plot plot, int top, int bottom) =>
        Html.Of(
            $"<svg x=\"{Left}%\" width=\"{Width}%\" overflow=\"visible\">"
                + $"{Html.Join(plot.Scale.Ticks, tick => Tick(plot.Scale, tick, top, bottom))}</svg>"
        );

    private static Markup Tick(PlotScale scale, double value, int top, int bottom)
    {
        var isZero = scale.IsDifference && Math.Abs(value) < 1e-9;
        // Those between the even ones, zero being one, are left out where there is no room.
        var isBetween = scale.IsDifference && (int)Math.Round(value / scale.Step) % 2 != 0;
        var x = $"{scale.At(value).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}%";
        return Html.Of(
            $"<line class=\"{(isZero ? "zero" : "grid")}\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{bottom}\"/>"
                + $"<text class=\"tick{(isBetween ? " between" : "")}\" x=\"{x}\" y=\"{bottom + 16}\">"
                + $"{scale.Tick(isZero ? 0 : value)}</text>"
        );
    }

    private sealed record PlacedRow(PlotRow Row, string Heading, ImmutableArray<string> Label, int Top, int Bottom);

    private static ImmutableArray<PlacedRow> Placed(Plot plot, int top)
    {
        var rows = ImmutableArray.CreateBuilder<PlacedRow>();
        var group = "";
        foreach (var row in plot.Rows)
        {
            var heading = row.Group == group ? "" : row.Group;
            group = row.Group;
            var lines = plot.IsJoined ? 1 + (row.Marks.Any(mark => mark.Published is not null) ? 1 : 0) : Math.Max(1, row.Marks.Length);
            var label = Lines(row.Label);
            var bottom = top + (heading.Length > 0 ? HeadingHeight : 0) + (label.Length * LabelHeight) + (lines * LineHeight) + RowGap;
            rows.Add(new(row, heading, label, top, bottom));
            top = bottom;
        }
        return rows.ToImmutable();
    }

    private static Markup Row(Plot plot, PlacedRow placed)
    {
        var top = placed.Top + (placed.Heading.Length > 0 ? HeadingHeight : 0);
        var heading =
            placed.Heading.Length > 0 ? Html.Of($"<text class=\"heading\" x=\"0\" y=\"{top - 6}\">{placed.Heading}</text>") : default;
        var label = Html.Join(placed.Label.Index(), line =>
            Html.Of($"<text class=\"label\" x=\"0\" y=\"{top + 14 + (line.Index * LabelHeight)}\">{line.Item}</text>")
        );
        var first = top + (placed.Label.Length * LabelHeight) + (LineHeight / 2);
        var margin = placed.Row.Margin is { } at
            ? Html.Of(
                $"<line class=\"margin\" x1=\"{X(plot, at)}\" x2=\"{X(plot, at)}\" y1=\"{top + 6}\" y2=\"{placed.Bottom - RowGap}\"/>"
            )
            : default;
        var marks = plot.IsJoined
            ? Joined(plot, placed.Row.Marks, first)
            : Html.Join(placed.Row.Marks.Index(), mark => Line(plot, mark.Item, first + (LineHeight * mark.Index)));
        return Html.Of(
            $"""
            {heading}{label}{margin}{marks}

            """
        );
    }

    /// <summary>Broken where a name has a joint.</summary>
    private static ImmutableArray<string> Lines(string label)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        while (label.Length > LabelLength)
        {
            var joint = label.LastIndexOfAny(['/', '-', ' ', '_'], LabelLength - 1);
            var end = joint > 0 ? joint + 1 : LabelLength;
            lines.Add(label[..end]);
            label = label[end..];
        }
        lines.Add(label);
        return lines.ToImmutable();
    }

    private static Markup Line(Plot plot, PlotMark mark, int y)
    {
        var style = SideStyle.Class(mark.Number);
        var interval = mark.Interval is { } known ? Bar(plot, known, y, $"interval {style}") : default;
        var seeds = mark.Seeds is { } seed ? Bar(plot, seed, y, "seeds") : default;
        var published = mark.Published is { } paper ? Shape(mark.Number, X(plot, paper), y, " hollow") : default;
        var point = mark.Value is { } value ? Shape(mark.Number, X(plot, value), y, "") : default;
        return Html.Of($"{interval}{seeds}{published}{point}{Figure(plot, mark, y)}");
    }

    /// <summary>What was measured on one line, what is published below it.</summary>
    private static Markup Joined(Plot plot, ImmutableArray<PlotMark> marks, int y)
    {
        Markup Pair(Func<PlotMark, double?> of, int at, string style)
        {
            var known = marks.Select(of).OfType<double>().ToList();
            var bar = known.Count > 1 ? Bar(plot, new(known.Min(), known.Max()), at, $"joint{style}") : default;
            // Two that lie on each other are both to be seen.
            var apart = known.Count > 1 && known.Max() - known.Min() < 0.01 ? 4 : 0;
            var shapes = marks
                .Index()
                .Where(mark => of(mark.Item) is not null)
                .Select(mark => Shape(mark.Item.Number, X(plot, of(mark.Item)!.Value), at + (mark.Index == 0 ? -apart : apart), style));
            return Html.Of($"{bar}{Html.Join(shapes)}");
        }
        string Words(Func<PlotMark, double?> of) =>
            string.Join(" → ", marks.Select(mark => of(mark) is { } value ? plot.Scale.Tick(value) : "not run")) + " %";
        var hasPublished = marks.Any(mark => mark.Published is not null);
        var published = hasPublished
            ? Html.Of(
                $"{Pair(mark => mark.Published, y + LineHeight, " hollow")}"
                    + $"<text class=\"figure soft\" x=\"100%\" y=\"{y + LineHeight + 5}\">{Words(mark => mark.Published)}</text>"
            )
            : default;
        return Html.Of(
            $"{Pair(mark => mark.Value, y, "")}<text class=\"figure\" x=\"100%\" y=\"{y + 5}\">"
                + $"<tspan class=\"value\">{Words(mark => mark.Value)}</tspan></text>{published}"
        );
    }

    private static Markup Figure(Plot plot, PlotMark mark, int y)
    {
        if (mark.Value is not { } value)
        {
            return Html.Of($"<text class=\"figure soft\" x=\"100%\" y=\"{y + 5}\">none counted</text>");
        }
        var detail = mark.Interval is { } interval ? $"  {plot.Scale.Text(interval)}" : "";
        var counts =
            mark.Counts.Length > 0 && !plot.Scale.IsDifference ? Html.Of($"<tspan class=\"soft counts\">{mark.Counts}  </tspan>") : default;
        return Html.Of(
            $"<text class=\"figure\" x=\"100%\" y=\"{y + 5}\">{counts}"
                + $"<tspan class=\"value\">{plot.Scale.Text(value)}</tspan><tspan class=\"soft wide\">{detail}</tspan></text>"
        );
    }

    private static Markup Bar(Plot plot, Core.Interval interval, int y, string style) =>
        Html.Of($"<line class=\"{style}\" x1=\"{X(plot, interval.Minimum)}\" x2=\"{X(plot, interval.Maximum)}\" y1=\"{y}\" y2=\"{y}\"/>");

    private static Markup Shape(int number, string x, int y, string style) =>
        Html.Of(
            $"<svg x=\"{x}\" y=\"{y}\" overflow=\"visible\" class=\"mark {SideStyle.Class(number)}{style}\">"
                + $"<path d=\"{SideStyle.Shape(number)}\"/></svg>"
        );

    /// <summary>In per cent of the figure.</summary>
    private static string X(Plot plot, double value) =>
        (Left + (Width / 100.0 * plot.Scale.At(value))).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + "%";

    private static Markup Numbers(Plot plot)
    {
        var marks = plot.Rows.SelectMany(row => row.Marks.Select(mark => (Row: row, Mark: mark))).ToList();
        // A column in which nothing stands is left out.
        (string Title, Func<PlotRow, PlotMark, string> Of)[] columns =
        [
            ("group", (row, _) => row.Group),
            ("of", (row, _) => row.Label),
            ("policy", (_, mark) => mark.Label),
            (plot.Axis, (_, mark) => PlotText.Number(mark.Value)),
            ("low", (_, mark) => PlotText.Number(mark.Interval?.Minimum)),
            ("high", (_, mark) => PlotText.Number(mark.Interval?.Maximum)),
            ("low over seeds", (_, mark) => PlotText.Number(mark.Seeds?.Minimum)),
            ("high over seeds", (_, mark) => PlotText.Number(mark.Seeds?.Maximum)),
            ("published", (_, mark) => PlotText.Number(mark.Published)),
            ("margin", (row, _) => PlotText.Number(row.Margin)),
            ("counted", (_, mark) => mark.Counts),
            ("note", (_, mark) => mark.Note),
        ];
        var used = columns.Where(column => marks.Any(mark => column.Of(mark.Row, mark.Mark).Length > 0)).ToList();
        var rows = Html.Join(marks, mark =>
            Html.Of($"<tr>{Html.Join(used, column => Html.Of($"<td>{column.Of(mark.Row, mark.Mark)}</td>"))}</tr>\n")
        );
        return Html.Of(
            $"""
            <details class="numbers"{(
                plot.ShowsNumbers ? Html.Of($" open") : default
            )}><summary>Numbers</summary><div class="scroll" tabindex="0"><table>
            <thead><tr>{Html.Headings(used.Select(column => column.Title))}</tr></thead><tbody>{rows}</tbody></table></div></details>
            """
        );
    }
}
