using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>The two factors of one module's update.</summary>
/// <param name="Down">Name of A: <c>[r, in]</c>, or <c>[r, in, k, k]</c> of a convolution.</param>
/// <param name="Up">Name of B: <c>[out, r]</c>, or <c>[out, r, 1, 1]</c>.</param>
/// <param name="Scale">alpha / r, or alpha / sqrt(r) with rank-stabilised LoRA.</param>
public sealed record LoraPair(SafetensorsFile File, string Down, string Up, double Scale)
{
    public Tensor ReadDown() => File.Read(Down);

    public Tensor ReadUp() => File.Read(Up);

    /// <summary>What is added to a weight of this shape: <c>Scale * B A</c>, computed in the weight's type as PEFT does.</summary>
    public Tensor Delta(long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (down, up) = (ReadDown().to_type(type), ReadUp().to_type(type));
        return up.flatten(1).mm(down.flatten(1)).Times(Scale).reshape(shape).MoveToOuterDisposeScope();
    }
}
