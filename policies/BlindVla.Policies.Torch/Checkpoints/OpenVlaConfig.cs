using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>What a checkpoint's <c>config.json</c> says of the network, with Hugging Face's defaults filled in.</summary>
/// <param name="Towers">One vision tower, or two that are fused.</param>
/// <param name="Language">The language model.</param>
/// <param name="FusedProjector">The projector has three layers, not two.</param>
/// <param name="PaddingRows">Rows that the vocabulary was padded by at its end; action tokens are the last of what is left.</param>
/// <param name="ActionBins">Tokens that an action value may be.</param>
/// <param name="PadToken">Id that fills short prompts; 0 where the config names none.</param>
/// <param name="DType">In which the weights were saved, as Hugging Face names it, e.g. <c>bfloat16</c>.</param>
/// <param name="Statistics">Of the actions of each data set the policy was trained on.</param>
public sealed record OpenVlaConfig(
    ImmutableArray<VisionTowerConfig> Towers,
    LlamaConfig Language,
    bool FusedProjector,
    int PaddingRows,
    int ActionBins,
    int PadToken,
    string DType,
    ImmutableSortedDictionary<string, ActionStatistics> Statistics)
{
    public const string FileName = "config.json";

    /// <summary>Tokens before the padding: action ids end here.</summary>
    public int TokenLimit => (int)Language.VocabularySize - PaddingRows;

    public long VisionWidth => Towers.Sum(tower => tower.Width);

    /// <exception cref="CheckpointException">It is missing, or describes a network this program does not have; the field is named.</exception>
    public static OpenVlaConfig Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var file = CheckpointJson.Read(path, ConfigJson.Default.ConfigFile);
        void Require(bool holds, string field, string expected, object? found)
        {
            if (!holds)
            {
                throw new CheckpointException($"{path}: {field}: expected {expected}, found {found ?? "nothing"}");
            }
        }

        Require(file.ModelType is "openvla" or "prismatic", "model_type", "openvla", file.ModelType);
        Require(file.TimmModelIds.Length is 1 or 2 && file.ImageSizes.Length == file.TimmModelIds.Length, "image_sizes", "one for each of one or two timm_model_ids", file.ImageSizes.Length);
        Require(file.ImageSizes.Distinct().Count() == 1, "image_sizes", "the same size for every tower", string.Join(", ", file.ImageSizes));
        Require(file.TimmOverrideActLayers?.All(layer => layer is null) ?? true, "timm_override_act_layers", "none", string.Join(", ", file.TimmOverrideActLayers ?? []));
        Require(file.ArchSpecifier.EndsWith("gelu-mlp", StringComparison.Ordinal), "arch_specifier", "…gelu-mlp", file.ArchSpecifier);
        Require(file.PadToMultipleOf > 0, "pad_to_multiple_of", "at least 1", file.PadToMultipleOf);
        Require(file.NActionBins > 1, "n_action_bins", "at least 2", file.NActionBins);

        var text = file.TextConfig;
        Require(text.ModelType is null or "llama", "text_config.model_type", "llama", text.ModelType);
        Require(text.HiddenAct is "silu", "text_config.hidden_act", "silu", text.HiddenAct);
        Require(text.RopeScaling is null or { ValueKind: JsonValueKind.Null }, "text_config.rope_scaling", "none", text.RopeScaling);
        var keyValueHeads = text.NumKeyValueHeads ?? text.NumAttentionHeads;
        Require(text.NumAttentionHeads > 0 && keyValueHeads > 0 && text.NumAttentionHeads % keyValueHeads == 0,
            "text_config.num_key_value_heads", $"a divisor of the {text.NumAttentionHeads} attention heads", keyValueHeads);
        var headSize = text.HeadDim ?? (text.HiddenSize / text.NumAttentionHeads);
        Require(headSize % 2 == 0, "text_config.head_dim", "an even number, for rotary positions", headSize);
        Require(file.PadToMultipleOf + file.NActionBins <= text.VocabSize, "text_config.vocab_size", $"at least {file.PadToMultipleOf + file.NActionBins}", text.VocabSize);
        return new(
            [.. file.TimmModelIds.Select((id, i) => VisionTowerConfig.Of(path, id, file.ImageSizes[i], file.GoldenTinyVisionOverrides?.GetValueOrDefault(id)))],
            new(text.VocabSize, text.HiddenSize, text.IntermediateSize, text.NumHiddenLayers, text.NumAttentionHeads, keyValueHeads, headSize,
                text.RmsNormEps, text.RopeTheta, text.TieWordEmbeddings, text.AttentionBias),
            file.UseFusedVisionBackbone ?? file.VisionBackboneId.StartsWith("dino", StringComparison.Ordinal),
            file.PadToMultipleOf,
            file.NActionBins,
            file.PadTokenId ?? 0,
            file.TorchDtype ?? text.TorchDtype ?? "float32",
            (file.NormStats ?? []).ToImmutableSortedDictionary(s => s.Key, s => s.Value.ToStatistics(path, s.Key), StringComparer.Ordinal));
    }
}

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
    string Id, int ImageSize, int PatchSize, long Width, int Depth, long Heads, long MlpHidden, bool HasClassToken, int Registers, bool HasLayerScale)
{
    /// <summary>Of a whole picture.</summary>
    public int Patches => ImageSize / PatchSize * (ImageSize / PatchSize);

    // Sizes as in timm 0.9.10, vision_transformer.py.
    private static readonly ImmutableDictionary<string, TowerFile> Known = new Dictionary<string, TowerFile>
    {
        ["vit_large_patch14_reg4_dinov2.lvd142m"] = new(14, 1024, 24, 16, 4, true, 4, 1e-5),
        ["vit_so400m_patch14_siglip_224"] = new(14, 1152, 27, 16, 3.7362, false, 0, null),
        ["vit_so400m_patch14_siglip_384"] = new(14, 1152, 27, 16, 3.7362, false, 0, null),
    }.ToImmutableDictionary();

    /// <param name="changed">Arguments for timm that make the tower another size; null for the real one.</param>
    internal static VisionTowerConfig Of(string path, string id, int imageSize, TowerFile? changed)
    {
        if (!Known.TryGetValue(id, out var known))
        {
            throw new CheckpointException($"{path}: timm_model_ids: this program has no tower '{id}'; {NearestNames.Suggest(id, Known.Keys)}");
        }
        var (patch, width, heads) = (
            changed?.PatchSize ?? known.PatchSize!.Value, changed?.EmbedDim ?? known.EmbedDim!.Value, changed?.NumHeads ?? known.NumHeads!.Value);
        if (patch <= 0 || imageSize < patch || imageSize % patch != 0 || width <= 0 || heads <= 0 || width % heads != 0)
        {
            throw new CheckpointException(
                $"{path}: {id}: pictures of {imageSize} pixels in patches of {patch}, {width} channels in {heads} heads: expected whole patches and heads");
        }
        return new(
            id,
            imageSize,
            patch,
            width,
            changed?.Depth ?? known.Depth!.Value,
            heads,
            (long)(width * (changed?.MlpRatio ?? known.MlpRatio!.Value)),
            changed?.ClassToken ?? known.ClassToken!.Value,
            changed?.RegTokens ?? known.RegTokens!.Value,
            (changed?.InitValues ?? known.InitValues) is not null);
    }
}

/// <summary>A LLaMA.</summary>
/// <param name="VocabularySize">Rows of the embedding, padding included.</param>
/// <param name="Width">Channels.</param>
/// <param name="MlpHidden">Channels inside the feed-forward.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; each serves as many query heads as there are more of those.</param>
/// <param name="HeadSize">Channels of a head.</param>
/// <param name="RmsNormEps">Added to the mean square before its root.</param>
/// <param name="RopeTheta">Base of the rotary positions' wavelengths.</param>
/// <param name="TieWordEmbeddings">The output uses the embedding's weights.</param>
/// <param name="AttentionBias">The attention's matrices have biases.</param>
public sealed record LlamaConfig(
    long VocabularySize, long Width, long MlpHidden, int Layers, long Heads, long KeyValueHeads, long HeadSize, double RmsNormEps, double RopeTheta,
    bool TieWordEmbeddings, bool AttentionBias);

/// <summary>What a policy's normalised actions are scaled by.</summary>
/// <param name="Low">1st percentile of each action value.</param>
/// <param name="High">99th percentile.</param>
/// <param name="Scaled">False where the value is not normalised, as of a gripper.</param>
public sealed record ActionStatistics(ImmutableArray<double> Low, ImmutableArray<double> High, ImmutableArray<bool> Scaled);

internal sealed record ConfigFile(
    string ModelType,
    string ArchSpecifier,
    string VisionBackboneId,
    string[] TimmModelIds,
    int[] ImageSizes,
    TextConfigFile TextConfig,
    bool? UseFusedVisionBackbone = null,
    string?[]? TimmOverrideActLayers = null,
    string? TorchDtype = null,
    int? PadTokenId = null,
    Dictionary<string, StatisticsFile>? NormStats = null,
    Dictionary<string, TowerFile>? GoldenTinyVisionOverrides = null,
    int PadToMultipleOf = 64,
    int NActionBins = 256);

// Defaults: transformers 4.40.1, LlamaConfig.
internal sealed record TextConfigFile(
    string? ModelType = null,
    int? NumKeyValueHeads = null,
    int? HeadDim = null,
    string? TorchDtype = null,
    JsonElement? RopeScaling = null,
    int VocabSize = 32000,
    int HiddenSize = 4096,
    int IntermediateSize = 11008,
    int NumHiddenLayers = 32,
    int NumAttentionHeads = 32,
    double RmsNormEps = 1e-6,
    double RopeTheta = 10000,
    bool TieWordEmbeddings = false,
    bool AttentionBias = false,
    string HiddenAct = "silu");

/// <summary>Arguments of timm's VisionTransformer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TowerFile(
    int? PatchSize = null, int? EmbedDim = null, int? Depth = null, int? NumHeads = null, double? MlpRatio = null, bool? ClassToken = null,
    int? RegTokens = null, double? InitValues = null);

internal sealed record StatisticsFile(ActionFile Action)
{
    public ActionStatistics ToStatistics(string path, string key)
    {
        var (low, high) = (Action.Q01, Action.Q99);
        var scaled = Action.Mask ?? [.. Enumerable.Repeat(true, low.Length)];
        return low.Length == high.Length && low.Length == scaled.Length && low.Length > 0
            ? new([.. low], [.. high], [.. scaled])
            : throw new CheckpointException(
                $"{path}: statistics '{key}': q01, q99 and mask have {low.Length}, {high.Length} and {scaled.Length} values; expected the same number");
    }
}

internal sealed record ActionFile(double[] Q01, double[] Q99, bool[]? Mask = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ConfigFile))]
[JsonSerializable(typeof(Dictionary<string, StatisticsFile>))]
internal sealed partial class ConfigJson : JsonSerializerContext;
