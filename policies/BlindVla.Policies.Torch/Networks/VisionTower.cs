using static TorchSharp.torch;

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
        var x = Tokens(pixels); // [B, prefix + patches, width]
        foreach (var block in _blocks)
        {
            x = block.Forward(x);
        }
        var prefix = x.size(1) - _config.Patches;
        return x.narrow(1, prefix, _config.Patches); // [B, patches, width]
    }

    /// <summary>Patches with their positions, behind class token and registers, which have none.</summary>
    internal Tensor Tokens(Tensor pixels)
    {
        var patches = _patches.Forward(pixels).Plus(_positions); // [B, patches, width]
        var batch = pixels.size(0);
        Tensor?[] prefix = [_classToken?.expand(batch, -1, -1), _registers?.expand(batch, -1, -1)];
        return cat([.. prefix.OfType<Tensor>(), patches], dim: 1);
    }
}
