using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>Normalisation over the last axis with weight and bias.</summary>
internal sealed class LayerNorm(WeightScope weights, long size, double eps)
{
    private readonly Tensor _weight = weights.Take("weight", size);
    private readonly Tensor _bias = weights.Take("bias", size);

    public Tensor Forward(Tensor x) => layer_norm(x, [size], _weight, _bias, eps);
}
