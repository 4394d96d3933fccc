using System.Collections.Immutable;
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
        typeof(SnakeCaseEnumConverter<ScopeKind>),
        typeof(SnakeCaseEnumConverter<SuccessRule>),
        typeof(SnakeCaseEnumConverter<RunStatus>),
    ]
)]
[JsonSerializable(typeof(Summary))]
[JsonSerializable(typeof(SummarizedRun))]
[JsonSerializable(typeof(ImmutableArray<SummarizedRun>))]
internal sealed partial class SummaryJson : JsonSerializerContext;
