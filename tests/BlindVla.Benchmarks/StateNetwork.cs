using BlindVla.Core;
using BlindVla.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Benchmarks;

/// <summary>From numbers to the seven tokens of an action: three hidden layers, each token said without knowing the others.</summary>
internal sealed class StateNetwork : IDisposable
{
    public const int Tokens = 7;
    public const int Bins = 256;

    private const int Hidden = 256;
    private const int Layers = 3;

    private readonly TrainableWeights _weights;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;

    /// <param name="mean">Of the inputs, and how much they differ from it.</param>
    public StateNetwork(float[] mean, float[] deviation, ulong seed)
    {
        (_mean, _deviation) = (tensor(mean), tensor(deviation));
        var random = KeyedRandom.Create(seed, "state-network");
        var initial = new Dictionary<string, Tensor>();
        for (var layer = 0; layer <= Layers; layer++)
        {
            var (inputs, outputs) = (layer == 0 ? mean.Length : Hidden, layer == Layers ? Tokens * Bins : Hidden);
            initial[$"{layer}.weight"] = tensor(
                Enumerable.Range(0, inputs * outputs).Select(_ => (float)(random.NextNormal() * Math.Sqrt(2.0 / inputs))).ToArray(),
                [outputs, inputs]
            );
            initial[$"{layer}.bias"] = zeros(outputs);
        }
        _weights = new(initial, _ => true, CPU);
    }

    public TrainableWeights Weights => _weights;

    /// <param name="inputs">[B, inputs].</param>
    /// <returns>[B, 7, 256].</returns>
    public Tensor Logits(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var x = (inputs - _mean) / _deviation;
        for (var layer = 0; layer <= Layers; layer++)
        {
            var (outputs, width) = (layer == Layers ? Tokens * Bins : Hidden, x.size(1));
            x = linear(x, _weights.Take($"{layer}.weight", outputs, width), _weights.Take($"{layer}.bias", outputs));
            x = layer == Layers ? x : gelu(x);
        }
        return x.reshape(-1, Tokens, Bins).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _weights.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }
}
