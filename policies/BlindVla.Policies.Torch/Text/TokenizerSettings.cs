using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace BlindVla.Policies.Torch;

/// <summary>
/// How a LLaMA's tokenizer is used: <c>tokenizer_config.json</c>, and of checkpoints older than transformers 4.34, which do not list their
/// special tokens there, <c>added_tokens.json</c> and <c>special_tokens_map.json</c>.
/// </summary>
/// <param name="Legacy">Every piece between special tokens gets a leading space, not only the beginning.</param>
/// <param name="Begin">The token that begins a sequence.</param>
/// <param name="Unknown">The token for what no other is.</param>
/// <param name="Special">Tokens that are found in a text before it is cut into pieces, with their ids.</param>
internal sealed record TokenizerSettings(bool Legacy, string Begin, string Unknown, ImmutableDictionary<string, int> Special)
{
    private const int MostSpecialTokens = 1000;
    private const int LongestToken = 1000;
    private const int MostTokens = 1 << 24;

    // In the order in which those that the vocabulary has not are numbered.
    private static readonly (string Key, string? Default)[] Named =
    [
        ("bos_token", "<s>"),
        ("eos_token", "</s>"),
        ("unk_token", "<unk>"),
        ("sep_token", null),
        ("pad_token", null),
        ("cls_token", null),
        ("mask_token", null),
    ];

    /// <param name="config"><c>tokenizer_config.json</c>.</param>
    /// <param name="added"><c>added_tokens.json</c>; null where there is none.</param>
    /// <param name="map"><c>special_tokens_map.json</c>; null where there is none.</param>
    /// <param name="place">What the file is called in messages.</param>
    /// <exception cref="CheckpointException">They are damaged, or ask for what this program does not do; every such field is
    /// named.</exception>
    public static TokenizerSettings Parse(byte[] config, byte[]? added, byte[]? map, SentencePieceModel pieces, string place)
    {
        var fields = JsonFields.Parse(config, place);
        fields.Require(
            fields.Text("tokenizer_class", "LlamaTokenizer") is "LlamaTokenizer" or "LlamaTokenizerFast",
            "tokenizer_class",
            "LlamaTokenizer or LlamaTokenizerFast"
        );
        fields.Require(
            fields.Flag("add_bos_token", true),
            "add_bos_token",
            "true: the picture stands behind the beginning of the sequence"
        );
        fields.Require(!fields.Flag("add_eos_token"), "add_eos_token", "false: actions go on where the prompt ends");
        fields.Require(fields.Flag("add_prefix_space", true), "add_prefix_space", "true");
        fields.Require(!fields.Flag("split_special_tokens"), "split_special_tokens", "false");
        fields.Ignore(
            "auto_map",
            "processor_class",
            "name_or_path",
            "model_max_length",
            "padding_side",
            "truncation_side",
            "clean_up_tokenization_spaces",
            "spaces_between_special_tokens",
            "use_default_system_prompt",
            "chat_template",
            "model_input_names",
            "tokenizer_file",
            "vocab_file",
            "special_tokens_map_file",
            "added_tokens_file",
            "device_map",
            "from_slow",
            "backend",
            "is_local",
            "use_fast",
            "max_length",
            "stride",
            "truncation_strategy",
            "pad_to_multiple_of",
            "pad_token_type_id",
            "return_token_type_ids",
            "trust_remote_code"
        );

        var special = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var decoder = fields.Object("added_tokens_decoder");
        foreach (var (id, _) in decoder?.Entries(MostSpecialTokens) ?? [])
        {
            if (decoder!.Object(id) is not { } token)
            {
                decoder.Require(false, id, "a token");
                continue;
            }
            foreach (var flag in (ReadOnlySpan<string>)["lstrip", "rstrip", "single_word"])
            {
                token.Require(!token.Flag(flag), flag, "false");
            }
            token.Ignore("normalized", "special", "__type");
            var isId = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < MostTokens;
            fields.Require(isId, "added_tokens_decoder", $"ids below {MostTokens} for keys, not '{id}'");
            var content = token.Text("content");
            token.Require(
                content.Length is > 0 and <= LongestToken && special.TryAdd(content, number),
                "content",
                $"a token of at most {LongestToken} characters, each once"
            );
        }
        var older = map is not null && decoder is null ? JsonFields.Parse(map, Beside(place, "special_tokens_map.json")) : null;
        if (added is not null && decoder is null)
        {
            var tokens = JsonFields.Parse(added, Beside(place, "added_tokens.json"));
            foreach (var (content, id) in tokens.Entries(MostSpecialTokens))
            {
                tokens.Require(
                    JsonFields.IsWhole(id, 0, MostTokens - 1, out var number) && content.Length is > 0 and <= LongestToken,
                    content,
                    $"an id below {MostTokens}"
                );
                special[content] = number;
            }
            tokens.Finish();
        }
        var named = Named
            .Select(name => Token(fields, name.Key) ?? (older is null ? null : Token(older, name.Key)) ?? name.Default)
            .ToList();
        var additional = fields.Texts("additional_special_tokens", MostSpecialTokens)
            ?? older?.Texts("additional_special_tokens", MostSpecialTokens)
            ?? [];
        older?.Ignore([.. Named.Select(name => name.Key), "additional_special_tokens"]);
        older?.Finish();
        foreach (var token in named.OfType<string>().Concat(additional).Where(token => token.Length > 0))
        {
            special.TryAdd(token, pieces.IdOf(token) ?? Math.Max(pieces.Count, special.Values.DefaultIfEmpty(0).Max() + 1));
        }
        var legacy = fields.Flag("legacy", true);
        fields.Finish();
        return new(legacy, named[0]!, named[2]!, special.ToImmutable());
    }

    private static string Beside(string place, string name) => Path.Combine(Path.GetDirectoryName(place) ?? "", name);

    /// <summary>A token that the file writes as a text or as an object with a content; null where it writes none.</summary>
    private static string? Token(JsonFields fields, string key)
    {
        switch (fields.Raw(key))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Object }:
                var token = fields.Object(key)!;
                token.Ignore("lstrip", "rstrip", "single_word", "normalized", "special", "__type");
                return Bounded(token, "content", token.Text("content"));
            default:
                return Bounded(fields, key, fields.Text(key));
        }
    }

    private static string Bounded(JsonFields fields, string key, string token)
    {
        fields.Require(token.Length <= LongestToken, key, $"a text of at most {LongestToken} characters");
        return token;
    }
}
