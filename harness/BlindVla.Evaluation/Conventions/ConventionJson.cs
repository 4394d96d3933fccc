using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<ConventionGrade>)]
)]
[JsonSerializable(typeof(ConventionCheck))]
internal sealed partial class ConventionJson : JsonSerializerContext;
