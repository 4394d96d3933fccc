using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>A Vision Transformer of timm.</summary>
/// <param name="Id">timm's name of it.</param>
/// <param name="ImageSize">Edge of the picture, pixels.</param>
/// <param name="PatchSize">Edge of a patch, pixels.</param>
/// <param name="Width">Channels.</param>
/// <param name="Depth">Blocks in the checkpoint; the last is not used.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="MlpHidden">Channels inside the feed-forward.</param>
/// <param name="HasClassToken">A class token stands before the patches.</param>
/// <param name="Registers">Register tokens behind the class token.</param>
/// <param name="HasLayerScale">Both branches of a block end in a learned scale.</param>
public sealed record VisionTowerConfig(
    string Id,
    int ImageSize,
    int PatchSize,
    long Width,
    int Depth,
    long Heads,
    long MlpHidden,
    bool HasClassToken,
    int Registers,
    bool HasLayerScale
)
{
    /// <summary>Of a whole picture.</summary>
    public int Patches => ImageSize / PatchSize * (ImageSize / PatchSize);

    // Sizes as in timm 0.9.10, vision_transformer.py.
    private static readonly ImmutableDictionary<string, Known> Towers = new Dictionary<string, Known>
    {
        ["vit_large_patch14_reg4_dinov2.lvd142m"] = new(14, 1024, 24, 16, 4, true, 4, true),
        ["vit_so400m_patch14_siglip_224"] = new(14, 1152, 27, 16, 3.7362, false, 0, false),
        ["vit_so400m_patch14_siglip_384"] = new(14, 1152, 27, 16, 3.7362, false, 0, false),
    }.ToImmutableDictionary();

    /// <summary>A tower of a config.</summary>
    /// <param name="fields">The config; it gets the problems.</param>
    /// <param name="changed">Arguments for timm that make the tower another size; null for the real one.</param>
    internal static VisionTowerConfig Read(JsonFields fields, string id, int imageSize, JsonFields? changed)
    {
        if (!Towers.TryGetValue(id, out var known))
        {
            fields.Require(false, "timm_model_ids", $"towers this program has; '{id}': {NearestNames.Suggest(id, Towers.Keys)}");
            known = Towers.Values.First();
        }
        var patch = changed?.Whole("patch_size", 1, 4096, known.PatchSize) ?? known.PatchSize;
        var width = changed?.Whole("embed_dim", 1, 1 << 16, known.Width) ?? known.Width;
        var heads = changed?.Whole("num_heads", 1, 1024, known.Heads) ?? known.Heads;
        var ratio = changed?.Number("mlp_ratio", 1e-3, 64, known.MlpRatio) ?? known.MlpRatio;
        fields.Require(imageSize >= patch && imageSize % patch == 0, "image_sizes", $"a multiple of the {patch} pixels of a patch of {id}");
        fields.Require(width % heads == 0, "timm_model_ids", $"whole heads; {id} has {width} channels in {heads}");
        return new(
            id,
            imageSize,
            patch,
            width,
            changed?.Whole("depth", 2, 1024, known.Depth) ?? known.Depth,
            heads,
            (long)(width * ratio),
            changed?.Flag("class_token", known.HasClassToken) ?? known.HasClassToken,
            changed?.Whole("reg_tokens", 0, 1024, known.Registers) ?? known.Registers,
            changed?.Has("init_values") == true || known.HasLayerScale
        );
    }

    private sealed record Known(
        int PatchSize,
        int Width,
        int Depth,
        int Heads,
        double MlpRatio,
        bool HasClassToken,
        int Registers,
        bool HasLayerScale
    );
}
