using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Torch;

/// <summary>
/// <c>adapter_config.json</c> as PEFT 0.18 reads it: which modules have an update, of which rank and strength, and which are replaced
/// whole. Variants that compute something else than <c>W + scale * B A</c>, or start from other weights than the checkpoint's, are refused
/// by name.
/// </summary>
internal sealed class LoraConfig
{
    private const int MostPatterns = 10_000;
    private const int LongestPattern = 1000;
    private const int MaxRank = 1 << 16;

    // Those that leave the base weights as they are; of the others (PiSSA, OLoRA, CorDA, LoftQ, LoRA-GA, MiCA) the update is of changed
    // ones.
    private static readonly string[] HarmlessStarts = ["true", "false", "gaussian", "orthogonal", "eva"];

    private readonly int _rank;
    private readonly double _alpha;
    private readonly bool _rankStabilised;
    private readonly ImmutableArray<(NamePattern Pattern, double Value)> _ranks;
    private readonly ImmutableArray<(NamePattern Pattern, double Value)> _alphas;
    private readonly Func<string, bool> _isTargeted;

    private LoraConfig(JsonFields fields)
    {
        fields.Require(fields.Text("peft_type") == "LORA", "peft_type", "LORA");
        fields.Require(fields.Text("bias", "none") == "none", "bias", "none: trained biases are not read");
        foreach (var flag in (ReadOnlySpan<string>)["use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "ensure_weight_tying"])
        {
            fields.Require(!fields.Flag(flag), flag, "false");
        }
        if (fields.Has("init_lora_weights"))
        {
            fields.Require(
                HarmlessStarts.Contains(Start(fields)),
                "init_lora_weights",
                $"one of {string.Join(", ", HarmlessStarts)}, which leave the base weights as they are (let PEFT convert the "
                    + "adapter to plain LoRA, or merge it)"
            );
        }
        fields.Ignore(
            "lora_dropout",
            "inference_mode",
            "base_model_name_or_path",
            "revision",
            "task_type",
            "auto_mapping",
            "peft_version",
            "megatron_core",
            "loftq_config",
            "eva_config",
            "qalora_group_size",
            "runtime_config"
        );
        _rank = fields.Whole("r", 1, MaxRank);
        _alpha = fields.Number("lora_alpha", -1e9, 1e9);
        _rankStabilised = fields.Flag("use_rslora");
        _ranks = Patterns(fields, "rank_pattern", (JsonElement value, out double rank) =>
        {
            var isRank = JsonFields.IsWhole(value, 1, MaxRank, out var whole);
            rank = whole;
            return isRank;
        });
        _alphas = Patterns(fields, "alpha_pattern", JsonFields.IsFinite);
        SavedModules = fields.Texts("modules_to_save", MostPatterns) ?? [];
        _isTargeted = Targets(fields);
        fields.Finish();
    }

    /// <summary>Ends of the names of modules that are replaced.</summary>
    public ImmutableArray<string> SavedModules { get; }

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They describe no adapter, or one of a kind this program does not have; every such field is
    /// named.</exception>
    public static LoraConfig Parse(ReadOnlySpan<byte> json, string path) => new(JsonFields.Parse(json, path));

    /// <summary>Whether PEFT puts an update beside a module.</summary>
    public bool IsTargeted(string module) => !IsSaved(module) && _isTargeted(module);

    /// <summary>Whether a module, or one it is inside of, is replaced whole.</summary>
    public bool IsSaved(string module) => SavedModules.Any(saved => IsSaved(module, saved));

    public static bool IsSaved(string module, string saved) =>
        Ends(module, saved)
        || module.Contains($".{saved}.", StringComparison.Ordinal)
        || module.StartsWith($"{saved}.", StringComparison.Ordinal);

    public int RankOf(string module) => (int)(Find(_ranks, module) ?? _rank);

    /// <summary>What <c>B A</c> is multiplied by.</summary>
    public double ScaleOf(string module)
    {
        var rank = (double)RankOf(module);
        return (Find(_alphas, module) ?? _alpha) / (_rankStabilised ? Math.Sqrt(rank) : rank);
    }

    /// <summary>Patterns for ranks and alphas that match none of these modules.</summary>
    public IEnumerable<string> UnusedPatterns(IReadOnlyCollection<string> modules) =>
        _ranks
            .Concat(_alphas)
            .Select(entry => entry.Pattern)
            .Where(pattern => !modules.Any(pattern.Matches))
            .Select(pattern => pattern.Text)
            .Distinct();

    private static double? Find(ImmutableArray<(NamePattern Pattern, double Value)> patterns, string module)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (pattern.Matches(module))
            {
                return value;
            }
        }
        return null;
    }

    private static string Start(JsonFields fields) =>
        fields.Raw("init_lora_weights") is { } start
            ? start.ValueKind == JsonValueKind.String
                ? start.GetString()!
                : start.GetRawText()
            : "true";

    private delegate bool Reader(JsonElement value, out double result);

    private static ImmutableArray<(NamePattern, double)> Patterns(JsonFields fields, string key, Reader read)
    {
        var patterns = ImmutableArray.CreateBuilder<(NamePattern, double)>();
        foreach (var (text, value) in fields.Entries(key, MostPatterns))
        {
            // The brackets are PEFT's, since 0.14: an alternative is one of the whole pattern.
            var pattern = NamePattern.Of($@"\A(.*\.)?({text})\z", text);
            fields.Require(
                pattern is not null,
                key,
                $"regular expressions of at most {LongestPattern} characters; '{text}' is not one this program can use"
            );
            var isValue = read(value, out var number);
            fields.Require(
                isValue,
                key,
                $"{(key == "rank_pattern" ? $"a whole number from 1 to {MaxRank}" : "a finite number")} for '{text}'"
            );
            if (pattern is not null && isValue)
            {
                patterns.Add((pattern, number));
            }
        }
        return patterns.ToImmutable();
    }

    /// <summary>PEFT's check_target_module_exists: a text is an expression for the whole name, a list has ends of names.</summary>
    private static Func<string, bool> Targets(JsonFields fields)
    {
        var excluded = Names(fields, "exclude_modules") ?? (_ => false);
        var targeted = Names(fields, "target_modules");
        fields.Require(targeted is not null, "target_modules", "the modules that have an update");
        ImmutableArray<int>? layers = fields.Raw("layers_to_transform") switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } one => JsonFields.IsWhole(one, 0, int.MaxValue, out var layer)
                ? [layer]
                : fields.Wholes("layers_to_transform", 0, 0, 0),
            _ => fields.Wholes("layers_to_transform", MostPatterns, 0, int.MaxValue) is { Length: > 0 } several ? several : null,
        };
        var patterns = Texts(fields, "layers_pattern") is { Length: > 0 } named ? named : [@"[^.]*"];
        ImmutableArray<NamePattern?> before =
        [
            .. patterns.Select(pattern => NamePattern.Of($@"\A.*?\.({pattern})\.(?<layer>\d+)\.", pattern)),
        ];
        fields.Require(before.All(pattern => pattern is not null), "layers_pattern", "regular expressions");
        return module =>
            targeted!(module)
            && !excluded(module)
            && (
                layers is null
                || before.Select(pattern => pattern!.Layer(module)).FirstOrDefault(layer => layer is not null) is { } layer
                    && layers.Value.Contains(layer)
            );
    }

    /// <summary>Null where the key is not set.</summary>
    private static Func<string, bool>? Names(JsonFields fields, string key)
    {
        if (fields.Raw(key) is not { } value)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            var ends = fields.Texts(key, MostPatterns) ?? [];
            return module => ends.Any(end => Ends(module, end));
        }
        // PEFT replaces the shorthand by what it stood for before it saves.
        var pattern = NamePattern.Of($@"\A({value.GetString()})\z", value.GetString()!);
        fields.Require(pattern is not null && value.GetString() != "all-linear", key, "a list of names, or a regular expression");
        return module => pattern!.Matches(module);
    }

    private static ImmutableArray<string>? Texts(JsonFields fields, string key) =>
        fields.Raw(key) is { ValueKind: JsonValueKind.String } one ? [one.GetString()!] : fields.Texts(key, MostPatterns);

    private static bool Ends(string module, string name) => module == name || module.EndsWith($".{name}", StringComparison.Ordinal);

    /// <summary>An expression for names of modules, whose time grows with the name's length only.</summary>
    private sealed class NamePattern
    {
        private readonly Regex _regex;

        private NamePattern(Regex regex, string text) => (_regex, Text) = (regex, text);

        /// <summary>As the file has it.</summary>
        public string Text { get; }

        /// <summary>Null where it is no expression, or none that can be matched without going back.</summary>
        public static NamePattern? Of(string expression, string text)
        {
            try
            {
                // By itself first: brackets that only balance together with those around it are not its own.
                const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
                return text.Length > LongestPattern || new Regex(text, Options) is null ? null : new(new(expression, Options), text);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return null;
            }
        }

        public bool Matches(string module) => _regex.IsMatch(module);

        public int? Layer(string module) =>
            _regex.Match(module) is { Success: true } match
            && int.TryParse(match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture, out var layer)
                ? layer
                : null;
    }
}
