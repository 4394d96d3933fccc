using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Low-rank updates as PEFT saves them: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
public sealed partial class LoraAdapter : IDisposable
{
    public const string ConfigFileName = "adapter_config.json";
    public const string WeightsFileName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";

    private readonly SafetensorsFile _file;
    private readonly ImmutableSortedDictionary<string, LoraPair> _pairs;

    private LoraAdapter(SafetensorsFile file, ImmutableSortedDictionary<string, LoraPair> pairs) => (_file, _pairs) = (file, pairs);

    /// <summary>Modules that have an update.</summary>
    public IEnumerable<string> Modules => _pairs.Keys;

    /// <exception cref="CheckpointException">Files are missing or damaged, or use a variant of LoRA this program does not have.</exception>
    public static LoraAdapter Open(string folder)
    {
        var path = Path.Combine(folder, ConfigFileName);
        var config = CheckpointJson.Read(path, LoraJson.Default.LoraFile);
        if (config.PeftType != "LORA" || config.UseDora || config.Bias != "none" || config.FanInFanOut)
        {
            throw new CheckpointException($"{path}: expected peft_type LORA without use_dora, fan_in_fan_out and trained biases, found {config}");
        }
        var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFileName));
        try
        {
            return new(file, Pairs(file, config));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The update of a module; null where there is none.</summary>
    public LoraPair? Find(string module) => _pairs.GetValueOrDefault(module);

    public void Dispose() => _file.Dispose();

    private static ImmutableSortedDictionary<string, LoraPair> Pairs(SafetensorsFile file, LoraFile config)
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, LoraPair>(StringComparer.Ordinal);
        foreach (var (name, entry) in file.Tensors)
        {
            var match = TensorName().Match(name);
            // PEFT saves the embedding or head beside its update when the vocabulary may have grown; it is the base model's, not an update.
            if (name.Contains(".base_layer.", StringComparison.Ordinal))
            {
                continue;
            }
            if (!match.Success)
            {
                throw new CheckpointException($"{file.Path}: '{name}' is not the name of a LoRA tensor; expected {Prefix}MODULE.lora_A.weight or .lora_B.weight");
            }
            if (match.Groups["side"].Value == "B")
            {
                continue;
            }
            var module = match.Groups["module"].Value;
            var up = name.Replace(".lora_A.", ".lora_B.", StringComparison.Ordinal);
            var rank = (double)(Pattern(config.RankPattern, module) ?? config.R);
            var alpha = Pattern(config.AlphaPattern, module) ?? config.LoraAlpha;
            if (!file.Tensors.TryGetValue(up, out var upEntry) || entry.Shape[0] != rank || upEntry.Shape[1] != rank)
            {
                throw new CheckpointException($"{file.Path}: '{module}' needs lora_A and lora_B of rank {rank}");
            }
            pairs[module] = new(file, name, up, alpha / (config.UseRslora ? Math.Sqrt(rank) : rank));
        }
        var lonely = file.Tensors.Keys.Where(name => TensorName().Match(name) is { Success: true } match && match.Groups["side"].Value == "B" && !pairs.ContainsKey(match.Groups["module"].Value));
        return lonely.FirstOrDefault() is { } alone ? throw new CheckpointException($"{file.Path}: '{alone}' has no lora_A beside it") : pairs.ToImmutable();
    }

    /// <summary>The first pattern that the module's name ends in, as PEFT matches them.</summary>
    private static T? Pattern<T>(Dictionary<string, T>? patterns, string module)
        where T : struct
    {
        foreach (var (pattern, value) in patterns ?? [])
        {
            if (Regex.IsMatch(module, $@"(^|.*\.){pattern}$"))
            {
                return value;
            }
        }
        return null;
    }

    [GeneratedRegex(@"^base_model\.model\.(?<module>.+)\.lora_(?<side>[AB])(\.default)?\.weight$")]
    private static partial Regex TensorName();
}

/// <summary>The two factors of one module's update.</summary>
/// <param name="Scale">alpha / r, or alpha / sqrt(r) with rank-stabilised LoRA.</param>
public sealed record LoraPair(SafetensorsFile File, string Down, string Up, double Scale)
{
    public Tensor ReadDown() => File.Read(Down);

    public Tensor ReadUp() => File.Read(Up);

    /// <summary>What is added to a weight of this shape: <c>Scale * B A</c>, computed in the weight's type as PEFT does.</summary>
    public Tensor Delta(long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (down, up) = (ReadDown().to_type(type), ReadUp().to_type(type));
        var product = up.flatten(1).mm(down.flatten(1));
        return product.numel() == shape.Aggregate(1L, (a, b) => a * b)
            ? (Scale * product).reshape(shape).MoveToOuterDisposeScope()
            : throw new CheckpointException($"{File.Path}: {Down} and {Up} do not make an update of shape [{string.Join(", ", shape)}]");
    }
}

internal sealed record LoraFile(
    string PeftType, int R, double LoraAlpha, Dictionary<string, int>? RankPattern = null, Dictionary<string, double>? AlphaPattern = null,
    string Bias = "none", bool UseDora = false, bool UseRslora = false, bool FanInFanOut = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LoraFile))]
internal sealed partial class LoraJson : JsonSerializerContext;
