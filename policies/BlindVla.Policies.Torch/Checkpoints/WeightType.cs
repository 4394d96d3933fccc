using System.Collections.Immutable;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>What a weight may be kept as, by the names of Hugging Face's <c>torch_dtype</c>.</summary>
public static class WeightType
{
    public const string Float32 = "float32";

    public static ImmutableArray<string> Names { get; } = [Float32, "bfloat16", "float16"];

    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public static ScalarType Parse(string name) =>
        name switch
        {
            Float32 => ScalarType.Float32,
            "bfloat16" => ScalarType.BFloat16,
            "float16" => ScalarType.Float16,
            _ => throw new CheckpointException($"expected the type float32, bfloat16 or float16, found '{name}'"),
        };
}
