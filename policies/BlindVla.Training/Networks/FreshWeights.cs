using BlindVla.Core;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// Weights that a small network learns well from: normal, as wide as keeps the size of what passes through; what is added to a residual
/// stream is smaller the more blocks add to it; norms begin as the identity. Each tensor is drawn by its own name.
/// </summary>
internal sealed class FreshWeights(ulong seed, int visionBlocks, int languageBlocks) : IWeights, IDisposable
{
    private const double EmbeddingDeviation = 0.3;

    private readonly Dictionary<string, Tensor> _taken = [];

    public ScalarType DType => ScalarType.Float32;

    public Device Device => CPU;

    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    public Tensor Take(string name, params long[] shape)
    {
        if (!_taken.TryGetValue(name, out var taken))
        {
            using var scope = NewDisposeScope();
            _taken[name] = taken = tensor(Draw(name, shape), shape).DetachFromDisposeScope();
        }
        return taken;
    }

    public LowRank? Adapter(string module) => null;

    public void Dispose()
    {
        foreach (var taken in _taken.Values)
        {
            taken.Dispose();
        }
    }

    private float[] Draw(string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        if (Deviation(name, shape) is not { } deviation)
        {
            Array.Fill(values, name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1);
            return values;
        }
        var random = KeyedRandom.Create(seed, "weights", name);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * random.NextNormal());
        }
        return values;
    }

    /// <summary>Null for what begins constant: norms, scales and biases.</summary>
    private double? Deviation(string name, long[] shape)
    {
        if (
            name.EndsWith("_embed", StringComparison.Ordinal)
            || name.EndsWith("_token", StringComparison.Ordinal)
            || name.Contains("embed_tokens")
        )
        {
            return EmbeddingDeviation;
        }
        if (shape.Length == 1)
        {
            return null;
        }
        var inputs = shape[1..].Aggregate(1.0, (a, b) => a * b);
        var isResidual =
            name.EndsWith("attn.proj.weight", StringComparison.Ordinal) || name.EndsWith("mlp.fc2.weight", StringComparison.Ordinal)
                ? visionBlocks
            : name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
                ? languageBlocks
            : 0;
        return 1 / Math.Sqrt(inputs * Math.Max(1, 2 * isResidual));
    }
}
