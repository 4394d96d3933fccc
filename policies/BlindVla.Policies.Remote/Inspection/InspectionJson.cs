using System.Text.Json.Serialization;

namespace BlindVla.Policies.Remote;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServerInspection))]
internal sealed partial class InspectionJson : JsonSerializerContext;
