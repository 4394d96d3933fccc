using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Torch;

/// <summary>
/// Low-rank updates as PEFT saves them: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>. Every tensor must find its module
/// in the checkpoint, and every module that the config targets its tensors: an adapter that does not fit would run as the checkpoint
/// without it.
/// </summary>
public sealed partial class LoraAdapter : IDisposable
{
    public const string ConfigFileName = "adapter_config.json";
    public const string WeightsFileName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, LoraPair> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _replacements = new(StringComparer.Ordinal);

    private LoraAdapter(SafetensorsFile file, LoraConfig config, Checkpoint checkpoint)
    {
        _file = file;
        var problems = new List<string>();
        var modules = Modules(checkpoint);
        foreach (var (name, entry) in file.Tensors)
        {
            if (
                (
                    name.StartsWith(Prefix, StringComparison.Ordinal)
                        ? Place(name, name[Prefix.Length..], entry, config, checkpoint, modules)
                        : $"expected a name that begins with {Prefix}"
                ) is
                { } problem
            )
            {
                problems.Add($"{name}: {problem}");
            }
        }
        var missing = new List<string>(
            modules
                .Keys.Where(module =>
                    config.IsTargeted(module) && !_pairs.ContainsKey(module) && !file.Tensors.ContainsKey($"{Prefix}{module}.lora_A.weight")
                )
                .Select(module => $"{module}: the config targets it, but it has no lora_A and lora_B")
        );
        missing.AddRange(
            config
                .SavedModules.Where(saved => !checkpoint.Names.Any(name => IsSaved(name, saved)))
                .Select(saved => $"modules_to_save '{saved}': the checkpoint has no such module")
        );
        missing.AddRange(
            checkpoint
                .Names.Where(name => config.SavedModules.Any(saved => IsSaved(name, saved)) && !_replacements.ContainsKey(name))
                .Select(name => $"{name}: modules_to_save names its module, but the adapter does not have it")
        );
        if (problems.Count + missing.Count > 0)
        {
            throw new CheckpointException(
                Listing.Lines($"{file.Path} and its config do not fit the checkpoint {checkpoint.Folder}", problems, missing)
            );
        }
        Notes =
        [
            .. config
                .UnusedPatterns(_pairs.Keys)
                .Select(pattern => $"the adapter's config has a rank or alpha for '{pattern}', which matches none of its modules"),
        ];
    }

    /// <summary>Of the file that the tensors are in.</summary>
    public string WeightsPath => _file.Path;

    /// <summary>What its config says to no effect, each a sentence.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <param name="checkpoint">What it is to be added to.</param>
    /// <exception cref="CheckpointException">Files are missing or damaged, use a variant of LoRA this program does not have, or do not fit
    /// the checkpoint.</exception>
    public static LoraAdapter Open(string folder, Checkpoint checkpoint)
    {
        var path = Path.Combine(folder, ConfigFileName);
        var config = LoraConfig.Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path);
        var weights = Path.Combine(folder, WeightsFileName);
        if (!File.Exists(weights) && File.Exists(Path.Combine(folder, "adapter_model.bin")))
        {
            throw new CheckpointException(
                $"{folder} has its weights as adapter_model.bin only, which is a pickle: reading it may run any program. Save it as "
                    + "safetensors: model.save_pretrained(DIR, safe_serialization=True)"
            );
        }
        var file = SafetensorsFile.Open(weights);
        try
        {
            return new(file, config, checkpoint);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The update of a module; null where there is none.</summary>
    public LoraPair? Find(string module) => _pairs.GetValueOrDefault(module);

    /// <summary>The tensor that stands in place of one of the checkpoint's; null where that stays.</summary>
    public string? Replacement(string tensor) => _replacements.GetValueOrDefault(tensor);

    /// <summary>One of its own tensors.</summary>
    public TorchSharp.torch.Tensor Read(string name) => _file.Read(name);

    public void Dispose() => _file.Dispose();

    /// <summary>Matrices and convolutions, by name: what LoRA can update. Embeddings have another form of it, which is not read.</summary>
    private static Dictionary<string, ImmutableArray<long>> Modules(Checkpoint checkpoint) =>
        checkpoint
            .Names.Where(name =>
                name.EndsWith(".weight", StringComparison.Ordinal)
                && !name.EndsWith("embed_tokens.weight", StringComparison.Ordinal)
                && checkpoint.Entry(name).Shape.Length is 2 or 4
            )
            .ToDictionary(name => name[..^".weight".Length], name => checkpoint.Entry(name).Shape, StringComparer.Ordinal);

    /// <summary>Finds what a tensor belongs to; says why it belongs to nothing.</summary>
    private string? Place(
        string name,
        string rest,
        TensorEntry entry,
        LoraConfig config,
        Checkpoint checkpoint,
        Dictionary<string, ImmutableArray<long>> modules
    )
    {
        if (Factor().Match(rest) is { Success: true } factor)
        {
            var (module, isDown) = (factor.Groups["module"].Value, factor.Groups["side"].Value == "A");
            if (!modules.TryGetValue(module, out var weight))
            {
                return $"the checkpoint has no module '{module}' that could be updated";
            }
            if (!config.IsTargeted(module))
            {
                return $"the config does not target '{module}'";
            }
            var rank = config.RankOf(module);
            ImmutableArray<long> expected = isDown
                ? [rank, .. weight[1..]]
                : [weight[0], rank, .. Enumerable.Repeat(1L, weight.Length - 2)];
            if (!entry.Shape.SequenceEqual(expected))
            {
                return $"expected the shape [{string.Join(", ", expected)}], of rank {rank}, found {entry.ShapeText}";
            }
            var (down, up) = ($"{Prefix}{module}.lora_A.weight", $"{Prefix}{module}.lora_B.weight");
            if (!_file.Tensors.ContainsKey(isDown ? up : down))
            {
                return $"has no {(isDown ? "lora_B" : "lora_A")} beside it";
            }
            _pairs[module] = new(_file, down, up, config.ScaleOf(module));
            return null;
        }
        // PEFT saves the embedding or head below an update where the vocabulary may have grown, and puts it in place when it loads.
        var original = rest.Replace(".base_layer.", ".", StringComparison.Ordinal);
        if (original == rest && !config.SavedModules.Any(saved => IsSaved(rest, saved)))
        {
            return "this program does not know what it is; expected MODULE.lora_A.weight or .lora_B.weight";
        }
        if (!checkpoint.Has(original))
        {
            return $"the checkpoint has no tensor '{original}'";
        }
        if (!entry.Shape.SequenceEqual(checkpoint.Entry(original).Shape))
        {
            return $"expected the shape {checkpoint.Entry(original).ShapeText} of the tensor it replaces, found {entry.ShapeText}";
        }
        _replacements[original] = name;
        return null;
    }

    private static bool IsSaved(string tensor, string saved) =>
        tensor.LastIndexOf('.') is > 0 and var dot && LoraConfig.IsSaved(tensor[..dot], saved);

    [GeneratedRegex(@"^(?<module>.+)\.lora_(?<side>[AB])\.weight$", RegexOptions.ExplicitCapture)]
    private static partial Regex Factor();
}
