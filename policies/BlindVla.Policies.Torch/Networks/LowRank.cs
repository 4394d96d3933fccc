using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>A LoRA update (Hu et al. 2021): <c>Scale * Up(Down(x))</c> is added to the module's output.</summary>
/// <param name="Down">A: <c>[r, in]</c>, or <c>[r, in, k, k]</c> of a convolution.</param>
/// <param name="Up">B: <c>[out, r]</c>, or <c>[out, r, 1, 1]</c>.</param>
/// <param name="Scale">alpha / r.</param>
public sealed record LowRank(Tensor Down, Tensor Up, double Scale);
