using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>What turns queries and keys by their position; each [B, 1, S, head size].</summary>
internal readonly record struct RotaryAngles(Tensor Cos, Tensor Sin)
{
    /// <summary>Turns the pairs (i, i + half) of the last axis: the half-split form of the reference, not interleaved pairs.</summary>
    public Tensor Turn(Tensor x)
    {
        var halves = x.chunk(2, dim: -1);
        return (x * Cos).Plus(cat([-halves[1], halves[0]], dim: -1) * Sin);
    }
}
