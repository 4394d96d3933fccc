using System.Text;
using System.Text.RegularExpressions;

namespace BlindVla.Reports;

/// <summary>Rows of text under headings, for a terminal or for a page.</summary>
public sealed partial class TextTable(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
{
    private const string Gap = "  ";

    /// <summary>
    /// Columns two spaces apart, every line ending in a line feed. Where that is too wide, the widest columns are broken at spaces and
    /// behind the hyphens and slashes of words; a number is never broken, so that a line may still be longer than it should be.
    /// </summary>
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public string ToPlain(int? width = null)
    {
        IReadOnlyList<string>[] all =
        [
            [.. columns.Select(column => column.Title)],
            .. rows,
        ];
        var widths = Widths(all, width);
        var text = new StringBuilder();
        foreach (var row in all)
        {
            AppendPlain(text, row, widths);
        }
        return text.ToString();
    }

    /// <summary>As GitHub and most renderers read it.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendMarkdown(text, [.. columns.Select(column => column.Title)]);
        text.Append('|').AppendJoin('|', columns.Select(column => column.IsNumber ? "---:" : "---")).Append("|\n");
        foreach (var row in rows)
        {
            AppendMarkdown(text, row);
        }
        return text.ToString();
    }

    /// <summary>A paragraph in lines that fit, each ending in a line feed.</summary>
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Wrap(string text, int? width) => string.Concat(Lines(text, width ?? int.MaxValue).Select(line => line + "\n"));

    private int[] Widths(IReadOnlyList<string>[] all, int? width)
    {
        int[] widths = [.. columns.Select((_, i) => all.Max(row => row[i].Length))];
        int[] least = [.. columns.Select((_, i) => all.Max(row => Pieces(row[i]).Max(piece => piece.TrimEnd().Length)))];
        for (var excess = widths.Sum() + (Gap.Length * (columns.Count - 1)) - width; excess > 0; excess--)
        {
            var breakable = Enumerable.Range(0, widths.Length).Where(i => widths[i] > least[i]).ToList();
            if (breakable.Count == 0)
            {
                break;
            }
            widths[breakable.MaxBy(i => widths[i])]--;
        }
        return widths;
    }

    private void AppendPlain(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        List<string>[] lines = [.. cells.Select((cell, i) => Lines(cell, widths[i]))];
        for (var k = 0; k < lines.Max(cell => cell.Count); k++)
        {
            var line = string.Join(
                Gap,
                lines.Select(
                    (cell, i) =>
                    {
                        var part = k < cell.Count ? cell[k] : "";
                        return columns[i].IsNumber ? part.PadLeft(widths[i]) : part.PadRight(widths[i]);
                    }
                )
            );
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static void AppendMarkdown(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ")
            .AppendJoin(
                " | ",
                cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal))
            )
            .Append(" |\n");

    private static List<string> Lines(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var piece in Pieces(text))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + piece.TrimEnd().Length > width)
            {
                lines.Add("");
            }
            lines[^1] += piece;
        }
        return [.. lines.Select(line => line.TrimEnd())];
    }

    private static string[] Pieces(string text) => Breaks().Split(text);

    [GeneratedRegex(@"(?<= )|(?<=\p{L}[-/])(?=\p{L})")]
    private static partial Regex Breaks();
}
