namespace BlindVla.Policies.Torch;

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
    long VocabularySize,
    long Width,
    long MlpHidden,
    int Layers,
    long Heads,
    long KeyValueHeads,
    long HeadSize,
    double RmsNormEps,
    double RopeTheta,
    bool TieWordEmbeddings,
    bool AttentionBias
)
{
    // Wide enough for every published model; what is beyond would be allocated before anybody noticed.
    private const int Widest = 1 << 16;

    /// <summary>Reads <c>text_config</c>. Defaults: transformers 4.40.1, LlamaConfig.</summary>
    internal static LlamaConfig Read(JsonFields text)
    {
        text.Require(text.Text("model_type", "llama") == "llama", "model_type", "llama");
        text.Require(text.Text("hidden_act", "silu") == "silu", "hidden_act", "silu");
        var width = text.Whole("hidden_size", 1, Widest, 4096);
        var heads = text.Whole("num_attention_heads", 1, 1024, 32);
        var keyValueHeads = text.Whole("num_key_value_heads", 1, 1024, heads);
        text.Require(heads % keyValueHeads == 0, "num_key_value_heads", $"a divisor of the {heads} attention heads");
        var headSize = text.Whole("head_dim", 1, Widest, Math.Max(1, width / heads));
        text.Require(headSize % 2 == 0, "head_dim", $"an even number, for rotary positions; {width} channels in {heads} heads");
        text.Require(!text.Flag("mlp_bias"), "mlp_bias", "false");
        text.Only("partial_rotary_factor", 1, "");
        text.Ignore(
            "dtype",
            "torch_dtype",
            "transformers_version",
            "architectures",
            "_name_or_path",
            "attention_dropout",
            "initializer_range",
            "max_position_embeddings",
            "pretraining_tp",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "sep_token_id",
            "tokenizer_class",
            "_attn_implementation_autoset",
            "attn_implementation",
            "_attn_implementation"
        );
        IgnoreDefaults(text);
        GenerationSettings.Require(text);
        return new(
            text.Whole("vocab_size", 1, 1 << 24, 32000),
            width,
            text.Whole("intermediate_size", 1, 1 << 20, 11008),
            text.Whole("num_hidden_layers", 1, 1024, 32),
            heads,
            keyValueHeads,
            headSize,
            text.Number("rms_norm_eps", 1e-12, 1, 1e-6),
            Theta(text),
            text.Flag("tie_word_embeddings"),
            text.Flag("attention_bias")
        );
    }

    /// <summary>What every configuration of transformers has and no network here looks at.</summary>
    internal static void IgnoreDefaults(JsonFields fields) =>
        fields.Ignore(
            "return_dict",
            "torchscript",
            "use_bfloat16",
            "tf_legacy_loss",
            "chunk_size_feed_forward",
            "finetuning_task",
            "id2label",
            "label2id",
            "problem_type",
            "task_specific_params",
            "prefix",
            "is_composition",
            "gradient_checkpointing"
        );

    /// <summary>Base of the rotary wavelengths: of its own, or, since transformers 5, among <c>rope_parameters</c>. No other scaling than
    /// none.</summary>
    private static double Theta(JsonFields text)
    {
        const double Least = 1,
            Most = 1e12;
        foreach (var key in (ReadOnlySpan<string>)["rope_scaling", "rope_parameters"])
        {
            if (text.Object(key) is not { } rope)
            {
                continue;
            }
            foreach (var type in (ReadOnlySpan<string>)["type", "rope_type"])
            {
                rope.Require(rope.Text(type, "default") == "default", type, "default");
            }
            rope.Only("factor", 1, "");
            rope.Only("partial_rotary_factor", 1, "");
            rope.Ignore("original_max_position_embeddings");
            if (rope.Has("rope_theta"))
            {
                var theta = rope.Number("rope_theta", Least, Most);
                text.Require(text.Number("rope_theta", Least, Most, theta) == theta, "rope_theta", $"{theta:R}, as in {key}");
                return theta;
            }
        }
        return text.Number("rope_theta", Least, Most, 10000);
    }
}
