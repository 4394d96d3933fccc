using System.Text.Json.Serialization;

namespace BlindVla.Reports;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(EpisodeData))]
internal sealed partial class EpisodeJson : JsonSerializerContext;
