using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// From the vision backbone's width to the language model's: three layers through four times the vision width when two towers are fused,
/// else two. Exact (erf) GELU between them.
/// </summary>
internal sealed class Projector
{
    private readonly Linear[] _layers;

    public Projector(WeightScope weights, long vision, long language, bool fused)
    {
        long[] widths = fused ? [vision, 4 * vision, language, language] : [vision, language, language];
        _layers =
        [
            .. Enumerable.Range(1, widths.Length - 1).Select(i => new Linear(weights.At($"fc{i}"), widths[i - 1], widths[i], bias: true)),
        ];
    }

    /// <param name="features">[B, patches, vision width].</param>
    /// <returns>[B, patches, language width].</returns>
    public Tensor Forward(Tensor features) => _layers.Skip(1).Aggregate(_layers[0].Forward(features), (x, layer) => layer.Forward(gelu(x)));
}
