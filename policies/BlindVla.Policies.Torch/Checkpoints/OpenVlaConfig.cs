using System.Collections.Immutable;
using System.Text.Json;

namespace BlindVla.Policies.Torch;

/// <summary>What a checkpoint's <c>config.json</c> says of the network, with Hugging Face's defaults filled in.</summary>
/// <param name="Towers">One vision tower, or two that are fused.</param>
/// <param name="Language">The language model.</param>
/// <param name="FusedProjector">The projector has three layers, not two.</param>
/// <param name="PaddingRows">Rows that the vocabulary was padded by at its end; action tokens are the last of what is left.</param>
/// <param name="ActionBins">Tokens that an action value may be.</param>
/// <param name="PadToken">Id that fills short prompts; 0 where the config names none.</param>
/// <param name="DType">In which the weights were saved, as Hugging Face names it, e.g. <c>bfloat16</c>.</param>
/// <param name="Prompt">How it is asked.</param>
/// <param name="CameraSize">Of the pictures it was trained on, before they were resized; null where the config names none.</param>
public sealed record OpenVlaConfig(
    ImmutableArray<VisionTowerConfig> Towers,
    LlamaConfig Language,
    bool FusedProjector,
    int PaddingRows,
    int ActionBins,
    int PadToken,
    string DType,
    PromptStyle Prompt,
    (int Width, int Height)? CameraSize
)
{
    public const string FileName = "config.json";

    /// <summary>Tokens before the padding: action ids end here.</summary>
    public int TokenLimit => (int)Language.VocabularySize - PaddingRows;

    public long VisionWidth => Towers.Sum(tower => tower.Width);

    /// <exception cref="CheckpointException">It is missing, or describes a network this program does not have; every such field is
    /// named.</exception>
    public static OpenVlaConfig Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path);
    }

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They describe no network, or one this program does not have; every such field is
    /// named.</exception>
    public static OpenVlaConfig Parse(ReadOnlySpan<byte> json, string path)
    {
        var fields = JsonFields.Parse(json, path);
        fields.Require(fields.Text("model_type") is "openvla" or "prismatic", "model_type", "openvla");
        fields.Require(fields.Text("arch_specifier").EndsWith("gelu-mlp", StringComparison.Ordinal), "arch_specifier", "…gelu-mlp");
        fields.Require(
            !fields.Has("quantization_config"),
            "quantization_config",
            "none: quantised weights are not read; save the checkpoint in bfloat16"
        );
        fields.Require(!fields.Has("pruned_heads") || fields.Entries("pruned_heads", 0).Length == 0, "pruned_heads", "none");
        fields.Ignore(
            "norm_stats",
            "architectures",
            "auto_map",
            "_name_or_path",
            "transformers_version",
            "hf_llm_id",
            "llm_max_length",
            "output_projector_states",
            "image_resize_strategy",
            "bos_token_id",
            "eos_token_id",
            "sep_token_id",
            "tokenizer_class",
            "tie_word_embeddings",
            "attn_implementation",
            "_attn_implementation",
            "_attn_implementation_autoset",
            "golden_note",
            "golden_special_empty_token_id"
        );
        LlamaConfig.IgnoreDefaults(fields);
        GenerationSettings.Require(fields);

        var ids = fields.Texts("timm_model_ids", 2) ?? [];
        var sizes = fields.Wholes("image_sizes", 2, 1, 4096) ?? [];
        fields.Require(ids.Length > 0, "timm_model_ids", "one or two towers");
        fields.Require(
            sizes.Length == ids.Length && sizes.Distinct().Count() == 1,
            "image_sizes",
            "the same size for every tower of timm_model_ids"
        );
        fields.Require(
            fields.Items("timm_override_act_layers", 2)?.All(layer => layer.ValueKind == JsonValueKind.Null) ?? true,
            "timm_override_act_layers",
            "none"
        );
        var backbone = fields.Text("vision_backbone_id");
        var isFused = fields.Flag(
            "use_fused_vision_backbone",
            backbone.StartsWith("dinoclip", StringComparison.Ordinal) || backbone.StartsWith("dinosiglip", StringComparison.Ordinal)
        );
        fields.Require(
            isFused == (ids.Length == 2),
            "use_fused_vision_backbone",
            "true where there are two towers, false where there is one"
        );
        // What timm's models of those names are not, for networks smaller than any that timm names. The reference outputs in tests/golden
        // have it under a name of their own.
        var overrides = fields.Object("timm_model_overrides") ?? fields.Object("golden_tiny_vision_overrides");
        ImmutableArray<VisionTowerConfig> towers =
            sizes.Length == ids.Length
                ? [.. ids.Select((id, i) => VisionTowerConfig.Read(fields, id, sizes[i], overrides?.Object(id)))]
                : [];

        var text = fields.Object("text_config");
        fields.Require(text is not null, "text_config", "the language model's sizes");
        var language = text is null ? null : LlamaConfig.Read(text);
        var padding = fields.Whole("pad_to_multiple_of", 1, 1 << 20, 64);
        var bins = fields.Whole("n_action_bins", 2, 1 << 16, 256);
        text?.Require(
            padding + bins <= language!.VocabularySize,
            "vocab_size",
            $"at least {padding + bins}: {bins} action tokens and {padding} rows of padding"
        );
        var style = Style(fields.Text("llm_backbone_id"));
        fields.Require(style is not null, "llm_backbone_id", "llama2-…-pure or vicuna-…, whose prompts this program knows");
        var camera = fields.Wholes("camera_size", 2, 1, 4096);
        fields.Require(camera is null or { Length: 2 }, "camera_size", "width and height in pixels");
        var config = new OpenVlaConfig(
            towers,
            language!,
            isFused,
            padding,
            bins,
            fields.Whole("pad_token_id", 0, int.MaxValue, 0),
            fields.Text("dtype", fields.Text("torch_dtype", "float32")),
            style ?? default,
            camera is [var width, var height] ? (width, height) : null
        );
        fields.Finish();
        return config;
    }

    /// <summary>Which prompt builder a language model was trained with (openvla, prismatic/models/backbones/llm/llama2.py).</summary>
    private static PromptStyle? Style(string language) =>
        language.StartsWith("llama2-", StringComparison.Ordinal) && language.EndsWith("-pure", StringComparison.Ordinal) ? PromptStyle.Pure
        : language.StartsWith("vicuna-", StringComparison.Ordinal) ? PromptStyle.Vicuna
        : null;
}
