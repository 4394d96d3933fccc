using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>LLaMA's normalisation over the last axis, computed in float32 whatever the activations are.</summary>
internal sealed class RmsNorm(WeightScope weights, long size, double eps)
{
    private readonly Tensor _weight = weights.Take("weight", size);

    public Tensor Forward(Tensor x)
    {
        var full = x.to_type(ScalarType.Float32);
        var scale = full.Squared().mean([-1], keepdim: true).Plus(eps).rsqrt();
        return _weight * (full * scale).to_type(x.dtype);
    }
}
