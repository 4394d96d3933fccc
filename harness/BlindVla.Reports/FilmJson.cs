using System.Text.Json.Serialization;

namespace BlindVla.Reports;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FilmTrace))]
internal sealed partial class FilmJson : JsonSerializerContext;
