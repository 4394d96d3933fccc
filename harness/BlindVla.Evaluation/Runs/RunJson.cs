using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(SnakeCaseEnumConverter<RunStatus>),
        typeof(SnakeCaseEnumConverter<MeasureFold>),
        typeof(SnakeCaseEnumConverter<SuccessRule>),
    ]
)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunVersions))]
internal sealed partial class RunJson : JsonSerializerContext;
