using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Weights of any size without a checkpoint: for measuring, and for tests.</summary>
public sealed class RandomWeights : IWeights, IDisposable
{
    private readonly Dictionary<string, Tensor> _taken = [];
    private readonly Generator? _generator;

    /// <param name="seed">The same one gives the same weights for the same sequence of names on the same kind of device.</param>
    public RandomWeights(ulong seed, ScalarType type, Device device)
    {
        (DType, Device) = (type, device);
        if (device.type == TorchSharp.DeviceType.CPU)
        {
            _generator = new(seed);
        }
        else
        {
            // TorchSharp 0.107 makes generators for the processor only; a GPU has its global one.
            random.manual_seed((long)seed);
        }
    }

    public ScalarType DType { get; }

    public Device Device { get; }

    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    public Tensor Take(string name, params long[] shape)
    {
        if (!_taken.TryGetValue(name, out var tensor))
        {
            using var scope = NewDisposeScope();
            // Vectors are scales near one or small biases; matrices keep the size of what passes through them.
            var deviation = shape.Length == 1 ? 0.02 : 1 / Math.Sqrt(shape[1..].Aggregate(1.0, (a, b) => a * b));
            var values = randn(shape, ScalarType.Float32, Device, generator: _generator).Times(deviation);
            var isScale =
                shape.Length == 1
                && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("scale_factor", StringComparison.Ordinal));
            tensor = (isScale ? values.Plus(1) : values).to_type(DType).MoveToOuterDisposeScope().DetachFromDisposeScope();
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
        _generator?.Dispose();
    }
}
