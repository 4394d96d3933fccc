using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace BlindVla.Files;

/// <summary>
/// Reads JSON that may come from anybody into records: every number is finite, no list holds a null, no key stands twice, and what cannot
/// be used is said in words of the file. Which keys there are, and which may be null, is said by the type and its options.
/// </summary>
public static partial class StrictJson
{
    private const int MaxDepth = 32;
    private const int MaxShown = 40;

    /// <exception cref="FormatException">It is no such value; the message says where, what was expected, and what was found.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new FormatException("expected an object, found nothing");
        }
        try
        {
            RefuseWhatNoTypeRefuses(json);
            return JsonSerializer.Deserialize(json, type) ?? throw new FormatException("expected an object, found null");
        }
        catch (JsonException e)
        {
            throw new FormatException(Explain(e, json, type), e);
        }
    }

    private static void RefuseWhatNoTypeRefuses(ReadOnlySpan<byte> json)
    {
        var reader = Reader(json);
        var open = new Stack<(bool IsList, HashSet<string> Keys)>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    open.Push((reader.TokenType == JsonTokenType.StartArray, []));
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when Text(ref reader) is { } key && !open.Peek().Keys.Add(key):
                    throw Refused(json, reader, $"the key '{key}' appears twice");
                case JsonTokenType.Null when open.TryPeek(out var parent) && parent.IsList:
                    throw Refused(json, reader, "expected a value, found null");
                case JsonTokenType.Number when !reader.TryGetDouble(out var number) || !double.IsFinite(number):
                    throw Refused(json, reader, $"expected a number of at most {double.MaxValue:R}, found {Shown(reader)}");
                case JsonTokenType.String:
                    Text(ref reader);
                    break;
            }
        }
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("expected Unicode text, found half a character", e);
        }
    }

    private static FormatException Refused(ReadOnlySpan<byte> json, Utf8JsonReader reader, string message)
    {
        var before = json[..(int)reader.TokenStartIndex];
        return new($"line {before.Count((byte)'\n') + 1}, column {before.Length - before.LastIndexOf((byte)'\n')}: {message}");
    }

    /// <summary>What the serializer says, without the names of its types.</summary>
    private static string Explain(JsonException e, ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        var where = e.LineNumber is { } line ? $"line {line + 1}: " : "";
        var place = e.Path is { Length: > 1 } path ? $" at {path}" : "";
        var said = e.Message;
        return where
            + (
                said switch
                {
                    _ when said.Contains("could not be converted", StringComparison.Ordinal) =>
                        $"expected {Expected(type, e.Path)}{place}, found {Found(e, json)}",
                    _ when Missing().Match(said) is { Success: true } match => $"expected {match.Groups[1].Value}{place}, which is missing",
                    _ when Unknown().Match(said) is { Success: true } match => $"there is no key '{match.Groups[1].Value}' here",
                    _ when said.Contains("null values", StringComparison.Ordinal) => $"expected a value{place}, found null",
                    _ => Where().Replace(said, "") + place,
                }
            );
    }

    /// <summary>The kind of value that belongs at a path such as <c>$.parts[3].name</c>.</summary>
    private static string Expected(JsonTypeInfo type, string? path)
    {
        foreach (var step in (path ?? "").Split('.')[1..])
        {
            var place = step.Split('[');
            var next = type.Properties.FirstOrDefault(property => property.Name == place[0])?.PropertyType;
            next = place.Length == 1 ? next : next?.GenericTypeArguments.FirstOrDefault();
            if (next is null || !type.Options.TryGetTypeInfo(Nullable.GetUnderlyingType(next) ?? next, out var inner))
            {
                return "another value";
            }
            type = inner;
        }
        return type.Type switch
        {
            { IsEnum: true } names => string.Join(
                " or ",
                Enum.GetValues(names).Cast<object>().Select(name => JsonSerializer.Serialize(name, type))
            ),
            var t when t == typeof(string) => "text",
            var t when t == typeof(bool) => "true or false",
            var t when t == typeof(double) || t == typeof(float) => "a number",
            var t when t == typeof(int) || t == typeof(long) => "a whole number that is not too large",
            var t when t == typeof(uint) || t == typeof(ulong) => "a whole number from 0 that is not too large",
            var t when t == typeof(DateTimeOffset) => "a date and time such as 2026-01-31T12:00:00+00:00",
            _ => type.Kind == JsonTypeInfoKind.Object ? "an object" : "a list",
        };
    }

    /// <summary>The last token that ends where the serializer stopped.</summary>
    private static string Found(JsonException e, ReadOnlySpan<byte> json)
    {
        var stop = e.BytePositionInLine ?? 0;
        for (var (at, line) = (0, e.LineNumber ?? 0); line > 0; line--)
        {
            var length = json[at..].IndexOf((byte)'\n') + 1;
            (at, stop) = (at + length, stop + length);
        }
        var reader = Reader(json);
        while (reader.Read() && reader.BytesConsumed < stop) { }
        return Shown(reader);
    }

    private static string Shown(Utf8JsonReader reader)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        text = text.Length <= MaxShown ? text : text[..MaxShown] + "…";
        return reader.TokenType switch
        {
            JsonTokenType.StartObject or JsonTokenType.EndObject => "an object",
            JsonTokenType.StartArray or JsonTokenType.EndArray => "a list",
            JsonTokenType.String or JsonTokenType.PropertyName => $"\"{text}\"",
            _ => text,
        };
    }

    [GeneratedRegex(@"missing required properties,? including: (.*?)\.( |$)")]
    private static partial Regex Missing();

    [GeneratedRegex(@"The JSON property '(.*?)' could not be mapped")]
    private static partial Regex Unknown();

    /// <summary>The place, which is said first, and advice to whoever wrote the program.</summary>
    [GeneratedRegex(@"\.?( Path: .*| LineNumber: .*| Change the reader options.*| The reader's MaxDepth.*)$", RegexOptions.Singleline)]
    private static partial Regex Where();
}
