using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [
        typeof(SnakeCaseEnumConverter<SuccessRule>),
        typeof(SnakeCaseEnumConverter<ScopeKind>),
        typeof(SnakeCaseEnumConverter<Verdict>),
        typeof(SnakeCaseEnumConverter<Guarantee>),
    ]
)]
[JsonSerializable(typeof(ImmutableArray<Comparison>))]
[JsonSerializable(typeof(GateResult))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
