using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>One tower, or two whose features are put side by side, patch by patch.</summary>
internal sealed class VisionBackbone
{
    private readonly VisionTower[] _towers;

    /// <param name="towers">The first is named <c>featurizer</c> in a checkpoint, the second <c>fused_featurizer</c>.</param>
    public VisionBackbone(WeightScope weights, IReadOnlyList<VisionTowerConfig> towers) =>
        _towers = [.. towers.Select((tower, i) => new VisionTower(weights.At(i == 0 ? "featurizer" : "fused_featurizer"), tower))];

    /// <param name="pixels">[B, 3 per tower, H, W]: the picture as each tower wants it, stacked.</param>
    /// <returns>[B, patches, sum of the towers' widths].</returns>
    public Tensor Forward(Tensor pixels) => cat([.. _towers.Select((tower, i) => tower.Forward(pixels.narrow(1, 3 * i, 3)))], dim: 2);
}
