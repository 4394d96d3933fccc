using System.Text.Json.Serialization;

namespace BlindVla.DataSets;

/// <summary>The JSON files of a data set. LeRobot of later versions adds keys, which are not ours to refuse.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(InfoJson))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class DataSetJson : JsonSerializerContext;
