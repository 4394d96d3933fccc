using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [
        typeof(SnakeCaseEnumConverter<SuccessRule>),
        typeof(SnakeCaseEnumConverter<RecipeVerdict>),
        typeof(SnakeCaseEnumConverter<RunStatus>),
    ]
)]
[JsonSerializable(typeof(RecipeTable))]
internal sealed partial class RecipeJson : JsonSerializerContext;
