using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>Cuts a picture into patches, row by row, and projects each.</summary>
internal sealed class PatchEmbedding
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly LowRank? _adapter;
    private readonly long _patch;

    public PatchEmbedding(WeightScope weights, VisionTowerConfig config)
    {
        _patch = config.PatchSize;
        _weight = weights.Take("weight", config.Width, 3, _patch, _patch);
        _bias = weights.Take("bias", config.Width);
        _adapter = weights.Adapter();
    }

    public Tensor Forward(Tensor pixels)
    {
        var y = conv2d(pixels, _weight, _bias, strides: [_patch, _patch]); // [B, width, rows, columns]
        if (_adapter is { } adapter)
        {
            y = y.Plus(conv2d(conv2d(pixels, adapter.Down, strides: [_patch, _patch]), adapter.Up).Times(adapter.Scale));
        }
        return y.flatten(2).transpose(1, 2); // [B, patches, width]
    }
}
