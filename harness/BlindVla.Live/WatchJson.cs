using System.Text.Json.Serialization;

namespace BlindVla.Live;

/// <summary>What the pages are told.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchState))]
[JsonSerializable(typeof(IReadOnlyList<WatchState>))]
internal sealed partial class WatchJson : JsonSerializerContext;
