using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>PyTorch's own initialisation of linear layers and norms, from a seed, so that a frozen projector can be made again.</summary>
public sealed class InitialWeights(ulong seed, ScalarType type, Device device) : IWeights
{
    private readonly Dictionary<string, Tensor> _taken = [];

    public ScalarType DType => type;

    public Device Device => device;

    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    /// <summary>Weights and biases of a linear layer are uniform within 1 / sqrt(inputs); a norm begins as the identity.</summary>
    public Tensor Take(string name, params long[] shape)
    {
        if (!_taken.TryGetValue(name, out var tensor))
        {
            using var scope = NewDisposeScope();
            _taken[name] = tensor = Draw(name, shape).DetachFromDisposeScope();
        }
        return tensor;
    }

    public LowRank? Adapter(string module) => null;

    private Tensor Draw(string name, long[] shape)
    {
        var module = name[..name.LastIndexOf('.')];
        var isMatrix = _taken.GetValueOrDefault($"{module}.weight") is { } weight ? weight.dim() > 1 : shape.Length > 1;
        if (!isMatrix)
        {
            return name.EndsWith("weight", StringComparison.Ordinal) ? ones(shape, type, device) : zeros(shape, type, device);
        }
        var inputs = shape.Length > 1 ? shape[1..].Aggregate(1L, (a, b) => a * b) : _taken[$"{module}.weight"].size(1);
        var bound = 1 / Math.Sqrt(inputs);
        var random = KeyedRandom.Create(seed, name);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble(-bound, bound);
        }
        return tensor(values, shape).to(type, device);
    }
}
