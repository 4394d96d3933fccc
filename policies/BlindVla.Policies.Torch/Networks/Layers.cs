using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary><c>y = x W^T + b</c>, with a low-rank update beside it where the weights have one.</summary>
internal sealed class Linear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly LowRank? _adapter;

    public Linear(WeightScope weights, long inputs, long outputs, bool bias)
    {
        _weight = weights.Take("weight", outputs, inputs);
        _bias = bias ? weights.Take("bias", outputs) : null;
        _adapter = weights.Adapter();
    }

    public Tensor Forward(Tensor x)
    {
        var y = linear(x, _weight, _bias);
        return _adapter is { } adapter ? y.Plus(linear(linear(x, adapter.Down), adapter.Up).Times(adapter.Scale)) : y;
    }

    /// <summary>Only some rows of the output: <c>[first, first + count)</c>.</summary>
    public Tensor Forward(Tensor x, long first, long count)
    {
        var y = linear(x, _weight.narrow(0, first, count), _bias?.narrow(0, first, count));
        return _adapter is { } adapter
            ? y.Plus(linear(linear(x, adapter.Down), adapter.Up.narrow(0, first, count)).Times(adapter.Scale))
            : y;
    }
}

/// <summary>Normalisation over the last axis with weight and bias.</summary>
internal sealed class LayerNorm(WeightScope weights, long size, double eps)
{
    private readonly Tensor _weight = weights.Take("weight", size);
    private readonly Tensor _bias = weights.Take("bias", size);

    public Tensor Forward(Tensor x) => layer_norm(x, [size], _weight, _bias, eps);
}

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

/// <summary>fc1, exact (erf) GELU, fc2: the feed-forward of both vision towers.</summary>
internal sealed class VisionMlp(WeightScope weights, long width, long hidden)
{
    private readonly Linear _fc1 = new(weights.At("fc1"), width, hidden, bias: true);
    private readonly Linear _fc2 = new(weights.At("fc2"), hidden, width, bias: true);

    public Tensor Forward(Tensor x) => _fc2.Forward(gelu(_fc1.Forward(x)));
}
