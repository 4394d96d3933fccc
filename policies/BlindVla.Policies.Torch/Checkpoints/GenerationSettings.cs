namespace BlindVla.Policies.Torch;

/// <summary>
/// What Hugging Face's <c>generate</c> is told in <c>generation_config.json</c>, and in older checkpoints in <c>config.json</c>. Tokens are
/// taken greedily and as many as an action has values, so that most of it changes nothing; what would make greedy choices others is
/// refused.
/// </summary>
internal static class GenerationSettings
{
    public const string FileName = "generation_config.json";

    /// <exception cref="CheckpointException">The folder's file asks for what this program does not do.</exception>
    public static void Require(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path);
        }
    }

    /// <exception cref="CheckpointException">It asks for what this program does not do.</exception>
    public static void Parse(ReadOnlySpan<byte> json, string path)
    {
        var fields = JsonFields.Parse(json, path);
        Require(fields);
        fields.Ignore("_from_model_config", "transformers_version", "bos_token_id", "eos_token_id", "pad_token_id");
        fields.Finish();
    }

    /// <summary>Reads those keys of an object that has others too.</summary>
    public static void Require(JsonFields fields)
    {
        const string Why = ", for a greedy search that changes no likelihood";
        foreach (
            var key in (ReadOnlySpan<string>)
                [
                    "num_beams",
                    "num_beam_groups",
                    "num_return_sequences",
                    "repetition_penalty",
                    "encoder_repetition_penalty",
                    "guidance_scale",
                ]
        )
        {
            fields.Only(key, 1, Why);
        }
        fields.Ignore(
            "do_sample",
            "temperature",
            "top_k",
            "top_p",
            "min_p",
            "top_h",
            "typical_p",
            "epsilon_cutoff",
            "eta_cutoff",
            "length_penalty",
            "early_stopping",
            "max_length",
            "max_new_tokens",
            "max_time",
            "stop_strings",
            "use_cache",
            "cache_implementation",
            "cache_config",
            "renormalize_logits",
            "remove_invalid_values",
            "output_scores",
            "output_logits",
            "output_attentions",
            "output_hidden_states",
            "return_dict_in_generate",
            "decoder_start_token_id",
            "disable_compile",
            "num_assistant_tokens",
            "num_assistant_tokens_schedule",
            "assistant_confidence_threshold",
            "assistant_early_exit",
            "assistant_lookbehind",
            "target_lookbehind",
            "prompt_lookup_num_tokens",
            "max_matching_ngram_size"
        );
    }
}
