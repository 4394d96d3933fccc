using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace BlindVla.Policies.Remote;

/// <summary>Messages in JSON with json_numpy's arrays: <c>__numpy__</c> (base64), <c>dtype</c>, <c>shape</c>.</summary>
public static class JsonArrays
{
    /// <exception cref="WireException">It is no such message, or larger than the limits.</exception>
    public static WireValue Decode(ReadOnlyMemory<byte> message, WireLimits limits)
    {
        limits.CheckLength(message.Length);
        try
        {
            using var document = JsonDocument.Parse(message, new() { MaxDepth = limits.MaxDepth + 1, AllowDuplicateProperties = false });
            var values = 0;
            return Read(document.RootElement, limits, ref values);
        }
        catch (JsonException e)
        {
            // Of a name that is there twice the parser does not say where.
            var place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}: " : "";
            throw new WireException($"{place}this is not JSON, has a name twice, or is nested deeper than {limits.MaxDepth} levels", e);
        }
        catch (InvalidOperationException e)
        {
            // What a string's escapes stand for is looked at only when it is read.
            throw new WireException("a text has half of a character that needs two escapes", e);
        }
    }

    /// <summary>The key of a message that is JSON in a text of JSON, as those speak whose arrays nothing else encodes.</summary>
    public const string Enclosed = "encoded";

    /// <summary>A message in a text.</summary>
    public static WireValue.Map Enclose(WireValue value) => new((Enclosed, new WireValue.Text(Text(value))));

    /// <summary>The message in a text.</summary>
    /// <exception cref="WireException">There is none in it.</exception>
    public static WireValue Disclose(WireValue.Text text) => Decode(Encoding.UTF8.GetBytes(text.Value), WireLimits.Default);

    public static string Text(WireValue value) => Encoding.UTF8.GetString(Write(value).Span);

    public static byte[] Encode(WireValue value) => Write(value).ToArray();

    /// <summary>The same to be sent and forgotten, without the copy.</summary>
    internal static ReadOnlyMemory<byte> Write(WireValue value)
    {
        // Four characters of base64 are three bytes.
        var buffer = new ArrayBufferWriter<byte>(value.RoughSize / 3 * 4);
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value);
        return buffer.WrittenMemory;
    }

    private static WireValue Read(JsonElement element, WireLimits limits, ref int values)
    {
        if (++values > limits.MaxValues)
            throw new WireException($"expected at most {limits.MaxValues} values in one message, found more");
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, WireValue>>();
                foreach (var property in element.EnumerateObject())
                {
                    var bytes = property.NameEquals(ArrayForms.Base64Key) ? Bytes(property.Value) : null;
                    entries.Add(new(property.Name, bytes ?? Read(property.Value, limits, ref values)));
                }
                return ArrayForms.Recognise(new(entries.ToImmutable()));
            case JsonValueKind.Array:
                var items = ImmutableArray.CreateBuilder<WireValue>();
                foreach (var item in element.EnumerateArray())
                    items.Add(Read(item, limits, ref values));
                return new WireValue.Sequence(items.ToImmutable());
            case JsonValueKind.String:
                return new WireValue.Text(element.GetString()!);
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? new WireValue.Integer(whole) : new WireValue.Real(element.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return new WireValue.Flag(element.GetBoolean());
            default:
                return new WireValue.Nothing();
        }
    }

    /// <summary>An array's values, without a text of them in between; null where they are no base64.</summary>
    private static WireValue.Binary? Bytes(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.TryGetBytesFromBase64(out var bytes) ? new(bytes) : null;

    private static void Write(Utf8JsonWriter writer, WireValue value)
    {
        switch (value)
        {
            case WireValue.Flag flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case WireValue.Integer whole:
                writer.WriteNumberValue(whole.Value);
                break;
            case WireValue.Real real:
                writer.WriteNumberValue(real.Value);
                break;
            case WireValue.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case WireValue.Binary binary:
                writer.WriteBase64StringValue(binary.Value.Span);
                break;
            case WireValue.Sequence list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case WireValue.Map map:
                writer.WriteStartObject();
                foreach (var (name, item) in map.Entries)
                {
                    writer.WritePropertyName(name);
                    Write(writer, item);
                }
                writer.WriteEndObject();
                break;
            case WireValue.Numbers numbers:
                writer.WriteStartObject();
                writer.WriteBase64String(ArrayForms.Base64Key, numbers.Value.Data.Span);
                writer.WriteString("dtype", ElementTypes.Descriptor(numbers.Value.Type));
                writer.WriteStartArray("shape");
                foreach (var length in numbers.Value.Shape)
                    writer.WriteNumberValue(length);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
