using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>Many readers of JSON hold every number as a double, which is exact to 2^53 only; greater numbers are written as text.</summary>
internal sealed class ExactUInt64Converter : JsonConverter<ulong>
{
    private const ulong LargestExact = 1UL << 53;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? ulong.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException("expected an unsigned 64-bit number")
            : reader.GetUInt64();

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
    {
        if (value > LargestExact)
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
