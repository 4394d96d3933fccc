using System.Collections.Immutable;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>A tensor in a file.</summary>
/// <param name="Begin">Bytes from the beginning of the data.</param>
/// <param name="Length">Bytes.</param>
public sealed record TensorEntry(ScalarType Type, ImmutableArray<long> Shape, long Begin, long Length)
{
    /// <summary>As it is written in messages.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
