using BlindVla.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The paper's "MLP Ln&amp;D": LayerNorm, then Linear, SiLU, Linear, SiLU, Linear. Its dropout (0.1) is off because it is frozen: random, and never
/// trained, so that the network itself has to come to the teacher.
/// </summary>
public sealed class AlignmentProjector
{
    private const double NormEps = 1e-5;

    private readonly LayerNorm _norm;
    private readonly Linear[] _layers;

    /// <param name="weights">Names as in the reference: <c>net.0</c> (norm), <c>net.1</c>, <c>net.4</c>, <c>net.7</c>.</param>
    /// <param name="width">Of the language model.</param>
    /// <param name="hidden">Inside; 2048 in the paper.</param>
    /// <param name="teacherWidth">Of the teacher's features.</param>
    public AlignmentProjector(WeightScope weights, long width, long hidden, long teacherWidth)
    {
        _norm = new(weights.At("net.0"), width, NormEps);
        _layers =
        [
            new(weights.At("net.1"), width, hidden, bias: true),
            new(weights.At("net.4"), hidden, hidden, bias: true),
            new(weights.At("net.7"), hidden, teacherWidth, bias: true),
        ];
    }

    /// <param name="x">[B, patches, width].</param>
    /// <returns>[B, patches, teacher width].</returns>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _layers[2].Forward(silu(_layers[1].Forward(silu(_layers[0].Forward(_norm.Forward(x)))))).MoveToOuterDisposeScope();
    }
}

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
