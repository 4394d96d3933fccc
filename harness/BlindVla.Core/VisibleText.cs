using System.Globalization;
using System.Text;

namespace BlindVla.Core;

/// <summary>
/// Text from a file or a server as a message may show it: what a terminal would obey is written out (<c>\u001b</c>), and what is longer
/// than anybody reads loses its middle.
/// </summary>
public static class VisibleText
{
    /// <summary>Keeps line feeds.</summary>
    public static string Lines(string text, int maxLength) => Of(text, maxLength, "\n");

    public static string Line(string text, int maxLength) => Of(text, maxLength, "");

    private static string Of(string text, int maxLength, string kept)
    {
        if (text.Length > maxLength)
        {
            var half = maxLength / 2;
            text = $"{text[..half]} … ({text.Length - (2 * half)} characters) … {text[^half..]}";
        }
        if (!text.Any(c => IsHidden(c, kept)))
        {
            return text;
        }
        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = IsHidden(c, kept) ? visible.Append($"\\u{(int)c:x4}") : visible.Append(c);
        }
        return visible.ToString();
    }

    private static bool IsHidden(char c, string kept) =>
        !kept.Contains(c)
        && char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
