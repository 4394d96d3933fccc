using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<AgreementUnit>)]
)]
[JsonSerializable(typeof(WorldAgreement))]
internal sealed partial class AgreementJson : JsonSerializerContext;
