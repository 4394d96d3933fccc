using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Weights of any size without a checkpoint: for measuring, and for tests.</summary>
/// <param name="seed">The same one gives the same weights for the same sequence of names on the same kind of device.</param>
public sealed class RandomWeights(ulong seed, ScalarType type, Device device) : IWeights, IDisposable
{
    private readonly Dictionary<string, Tensor> _taken = [];
    private readonly Generator _generator = new(seed, device);

    public ScalarType DType => type;

    public Device Device => device;

    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    public Tensor Take(string name, params long[] shape)
    {
        if (!_taken.TryGetValue(name, out var tensor))
        {
            using var scope = NewDisposeScope();
            // Vectors are scales near one or small biases; matrices keep the size of what passes through them.
            var deviation = shape.Length == 1 ? 0.02 : 1 / Math.Sqrt(shape[1..].Aggregate(1.0, (a, b) => a * b));
            var values = randn(shape, ScalarType.Float32, device, generator: _generator) * deviation;
            var isScale = shape.Length == 1 && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("scale_factor", StringComparison.Ordinal));
            tensor = (isScale ? 1 + values : values).to_type(type).MoveToOuterDisposeScope().DetachFromDisposeScope();
            _taken[name] = tensor;
        }
        return tensor;
    }

    public LowRank? Adapter(string module) => null;

    public void Dispose()
    {
        foreach (var tensor in _taken.Values)
        {
            tensor.Dispose();
        }
        _generator.Dispose();
    }
}
