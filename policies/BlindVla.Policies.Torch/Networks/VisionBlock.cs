using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Attention and feed-forward, each normalised before and, in DINOv2, scaled after (LayerScale).</summary>
internal sealed class VisionBlock(WeightScope weights, VisionTowerConfig config, double eps)
{
    private readonly LayerNorm _norm1 = new(weights.At("norm1"), config.Width, eps);
    private readonly VisionAttention _attention = new(weights.At("attn"), config.Width, config.Heads);
    private readonly Tensor? _scale1 = config.HasLayerScale ? weights.Take("ls1.scale_factor", config.Width) : null;
    private readonly LayerNorm _norm2 = new(weights.At("norm2"), config.Width, eps);
    private readonly VisionMlp _mlp = new(weights.At("mlp"), config.Width, config.MlpHidden);
    private readonly Tensor? _scale2 = config.HasLayerScale ? weights.Take("ls2.scale_factor", config.Width) : null;

    public Tensor Forward(Tensor x)
    {
        // What only this block needs is let go of with it; otherwise a pass would hold the activations of all blocks.
        using var scope = NewDisposeScope();
        x = x.Plus(Scaled(_attention.Forward(_norm1.Forward(x)), _scale1));
        return x.Plus(Scaled(_mlp.Forward(_norm2.Forward(x)), _scale2)).MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor x, Tensor? scale) => scale is null ? x : x * scale;
}
