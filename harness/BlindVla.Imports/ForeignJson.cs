using System.Text.Json;

namespace BlindVla.Imports;

/// <summary>
/// JSON as Python writes it: where a number is none, Python says <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>, which JSON does not know.
/// They become null here, which is what they say.
/// </summary>
internal static class ForeignJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <exception cref="FormatException">It is no JSON, not even Python's; the message says where.</exception>
    public static JsonPlace Parse(byte[] file, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutNotANumber(file), Options);
            return new(document.RootElement.Clone(), place);
        }
        catch (JsonException e)
        {
            throw new FormatException(
                e.LineNumber is { } line
                    ? $"{place}, line {line + 1}: it is no JSON, or was cut short"
                    : $"{place}: it is no JSON, or a key stands twice in it",
                e
            );
        }
    }

    private static byte[] WithoutNotANumber(byte[] file)
    {
        ReadOnlySpan<byte> rest = file.AsSpan().StartsWith("\uFEFF"u8) ? file.AsSpan(3) : file;
        var whole = new MemoryStream(rest.Length);
        while (!rest.IsEmpty)
        {
            var length = rest[0] == '"' ? StringLength(rest) : NumberWord(rest);
            if (length > 0 && rest[0] != '"')
            {
                whole.Write("null"u8);
            }
            else
            {
                length = Math.Max(length, 1);
                whole.Write(rest[..length]);
            }
            rest = rest[length..];
        }
        return whole.ToArray();
    }

    /// <summary>Of the word that stands for no number; 0 for another one.</summary>
    private static int NumberWord(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? 3
        : rest.StartsWith("Infinity"u8) ? 8
        : rest.StartsWith("-Infinity"u8) ? 9
        : 0;

    /// <summary>With both quotes; of one that does not end, all there is.</summary>
    private static int StringLength(ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '"')
            {
                return i + 1;
            }
        }
        return rest.Length;
    }
}
