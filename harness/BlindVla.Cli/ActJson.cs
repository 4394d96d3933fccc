using System.Text.Json.Serialization;

namespace BlindVla.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ActAnswer))]
internal sealed partial class ActJson : JsonSerializerContext;
