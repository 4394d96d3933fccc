using System.Globalization;
using System.Text;

namespace BlindVla.Bridge;

/// <summary>
/// What a server says goes to terminals, ledgers and logs: it is cut to a bounded length, and characters that a terminal or a reader would act
/// on instead of showing are written out, as <c>\u001b</c>.
/// </summary>
internal static class ServerText
{
    /// <summary>The most characters of an error's text.</summary>
    public const int MaxCharacters = 4096;

    public static string Of(string text, int most = MaxCharacters)
    {
        if (text.Length <= most && IsHarmless(text))
        {
            return text;
        }
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= most)
            {
                return $"{shown}… ({text.Length} characters)";
            }
            if (IsHarmless(rune))
            {
                shown.Append(rune);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
        }
        return shown.ToString();
    }

    public static bool IsHarmless(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHarmless(rune))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
