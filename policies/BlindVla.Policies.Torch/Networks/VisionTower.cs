using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// A Vision Transformer as timm builds it (DINOv2 with registers, SigLIP). Its features are the output of the second-to-last block, prefix
/// tokens stripped, no final norm: the last block, the final norm and the pooling head of a checkpoint are never used.
/// </summary>
internal sealed class VisionTower
{
    private const double NormEps = 1e-6; // timm's default for ViT, not PyTorch's 1e-5

    private readonly VisionTowerConfig _config;
    private readonly PatchEmbedding _patches;
    private readonly Tensor? _classToken;
    private readonly Tensor? _registers;
    private readonly Tensor _positions;
    private readonly VisionBlock[] _blocks;

    public VisionTower(WeightScope weights, VisionTowerConfig config)
    {
        _config = config;
        _patches = new(weights.At("patch_embed.proj"), config);
        _classToken = config.HasClassToken ? weights.Take("cls_token", 1, 1, config.Width) : null;
        _registers = config.Registers > 0 ? weights.Take("reg_token", 1, config.Registers, config.Width) : null;
        _positions = weights.Take("pos_embed", 1, config.Patches, config.Width);
        _blocks = [.. Enumerable.Range(0, config.Depth - 1).Select(i => new VisionBlock(weights.At($"blocks.{i}"), config, NormEps))];
    }

    /// <param name="pixels">[B, 3, H, W], normalised.</param>
    /// <returns>[B, patches, width].</returns>
    public Tensor Forward(Tensor pixels)
    {
        var x = Tokens(pixels);                                        // [B, prefix + patches, width]
        foreach (var block in _blocks)
        {
            x = block.Forward(x);
        }
        var prefix = x.size(1) - _config.Patches;
        return x.narrow(1, prefix, _config.Patches);                   // [B, patches, width]
    }

    /// <summary>Patches with their positions, behind class token and registers, which have none.</summary>
    internal Tensor Tokens(Tensor pixels)
    {
        var patches = _patches.Forward(pixels).Plus(_positions);       // [B, patches, width]
        var batch = pixels.size(0);
        Tensor?[] prefix = [_classToken?.expand(batch, -1, -1), _registers?.expand(batch, -1, -1)];
        return cat([.. prefix.OfType<Tensor>(), patches], dim: 1);
    }
}

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
        return y.flatten(2).transpose(1, 2);                           // [B, patches, width]
    }
}

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

/// <summary>Full self-attention; query, key and value come from one matrix, packed [3, heads, head size].</summary>
internal sealed class VisionAttention(WeightScope weights, long width, long heads)
{
    private readonly Linear _qkv = new(weights.At("qkv"), width, 3 * width, bias: true);
    private readonly Linear _projection = new(weights.At("proj"), width, width, bias: true);

    public Tensor Forward(Tensor x)
    {
        var (batch, tokens) = (x.size(0), x.size(1));
        var qkv = _qkv.Forward(x).reshape(batch, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4); // [3, B, heads, N, head size]
        var y = scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);  // [B, heads, N, head size]
        return _projection.Forward(y.transpose(1, 2).reshape(batch, tokens, width));
    }
}
