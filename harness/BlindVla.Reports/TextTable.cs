using System.Text;

namespace BlindVla.Reports;

/// <param name="Title">Heading.</param>
/// <param name="IsNumber">Aligned to the right.</param>
public sealed record TableColumn(string Title, bool IsNumber = false);

/// <summary>Rows of text under headings, for a terminal or for a page.</summary>
public sealed class TextTable(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
{
    /// <summary>Columns two spaces apart, every line ending in a line feed.</summary>
    public string ToPlain()
    {
        var text = new StringBuilder();
        AppendPlain(text, [.. columns.Select(column => column.Title)]);
        foreach (var row in rows)
        {
            AppendPlain(text, row);
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

    private void AppendPlain(StringBuilder text, IReadOnlyList<string> cells)
    {
        var line = string.Join("  ", cells.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(Width(i)) : cell.PadRight(Width(i))));
        text.Append(line.TrimEnd()).Append('\n');
    }

    private static void AppendMarkdown(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal))).Append(" |\n");

    private int Width(int column) => rows.Select(row => row[column].Length).Append(columns[column].Title.Length).Max();
}
