using System.Text.Json.Serialization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<SuccessRule>), typeof(SnakeCaseEnumConverter<LateRule>)]
)]
[JsonSerializable(typeof(SuiteHead[]))]
[JsonSerializable(typeof(SuiteContent))]
internal sealed partial class SuiteJson : JsonSerializerContext;
