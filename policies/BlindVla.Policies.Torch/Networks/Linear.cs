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
