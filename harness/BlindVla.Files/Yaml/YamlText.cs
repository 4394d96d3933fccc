using System.Buffers;
using System.Globalization;
using System.Text;

namespace BlindVla.Files;

/// <summary>Writes what was read, for <see cref="YamlFile"/> and for people.</summary>
public static class YamlText
{
    /// <summary>Between brackets these have a meaning that they do not have on a line of their own.</summary>
    private static readonly SearchValues<char> Indicators = SearchValues.Create("[]{},:?#");

    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="InputException">It is larger than what is read.</exception>
    public static string Of(YamlNode root, string file)
    {
        var text = new StringBuilder();
        Write(text, root, indent: 0);
        var whole = text.ToString();
        YamlFile.Parse(whole, new(file));
        return whole;
    }

    /// <summary>Behind a key or a hyphen.</summary>
    private static void Write(StringBuilder text, YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMap { Entries.IsEmpty: false } map:
                foreach (var entry in map.Entries)
                {
                    text.Append(' ', indent).Append(Scalar(entry.Key)).Append(':');
                    WriteValue(text, entry.Value, indent);
                }
                break;
            case YamlList list when !IsInline(list):
                foreach (var item in list.Items)
                {
                    if (item is YamlMap { Entries.IsEmpty: false })
                    {
                        var start = text.Length;
                        Write(text, item, indent + 2);
                        text[start + indent] = '-';
                    }
                    else
                    {
                        text.Append(' ', indent).Append('-');
                        WriteValue(text, item, indent);
                    }
                }
                break;
            default:
                text.Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, YamlNode value, int indent)
    {
        if (value is YamlMap { Entries.IsEmpty: false } || value is YamlList list && !IsInline(list))
        {
            text.Append('\n');
            Write(text, value, indent + 2);
        }
        else
        {
            text.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    private static bool IsInline(YamlNode node) =>
        node switch
        {
            YamlScalar { IsPlain: true } scalar => scalar.Text.Length > 0 && !scalar.Text.AsSpan().ContainsAny(Indicators),
            YamlList list => list.Items.All(item => item is not YamlMap && IsInline(item)),
            YamlMap map => map.Entries.IsEmpty,
            _ => true,
        };

    private static string Inline(YamlNode node) =>
        node switch
        {
            YamlScalar scalar => Scalar(scalar),
            YamlList list => $"[{string.Join(", ", list.Items.Select(Inline))}]",
            _ => "{}",
        };

    private static string Scalar(YamlScalar scalar)
    {
        if (scalar.IsPlain)
            return scalar.Text;
        var text = new StringBuilder("\"");
        foreach (var c in scalar.Text)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' => text.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{(int)c:x4}"
                ),
                _ => text.Append(c),
            };
        }
        return text.Append('"').ToString();
    }
}
