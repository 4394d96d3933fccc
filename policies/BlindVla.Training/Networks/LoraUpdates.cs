using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BlindVla.Core;
using BlindVla.Files;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// Low-rank updates of a checkpoint by the rules of PEFT 0.11.1: where they go with <c>all-linear</c>, how they begin, and the folder
/// they are published in.
/// </summary>
internal static class LoraUpdates
{
    private const string Weight = ".weight";
    private const string Down = ".lora_A.weight";
    private const string Up = ".lora_B.weight";
    private const string Published = "base_model.model.";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether a tensor is a factor of an update.</summary>
    public static bool IsFactor(string name) =>
        name.EndsWith(Down, StringComparison.Ordinal) || name.EndsWith(Up, StringComparison.Ordinal);

    /// <summary>The names of a module's two factors.</summary>
    public static (string Down, string Up) Names(string module) => (module + Down, module + Up);

    /// <summary>
    /// Modules that PEFT 0.11.1 updates in an OpenVLA when it is told <c>all-linear</c>: every linear layer, also where no action depends
    /// on it; the embedding of patches, a convolution whose name ends as those of linear layers; and the output layer, which PEFT means
    /// to leave out and does not, because it compares its whole name with the last part of it.
    /// </summary>
    public static IEnumerable<string> AllLinear(IReadOnlyDictionary<string, Tensor> weights) =>
        weights
            .Where(weight =>
                weight.Key.EndsWith(Weight, StringComparison.Ordinal)
                && !weight.Key.EndsWith("embed_tokens.weight", StringComparison.Ordinal)
                && !weight.Key.StartsWith(StartingPoint.HeadsPrefix, StringComparison.Ordinal)
                && weight.Value.dim() is 2 or 4
            )
            .Select(weight => weight.Key[..^Weight.Length]);

    /// <summary>The factors of a module's update before anything is learned: A normal with a deviation of 1 / rank (PEFT's
    /// <c>gaussian</c>), B zero.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> New(string module, Tensor weight, LoraSettings settings, ulong seed)
    {
        long[] shape = [settings.Rank, .. weight.shape[1..]];
        var random = KeyedRandom.Create(seed, "lora", module);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextNormal() / settings.Rank);
        }
        yield return new(module + Down, tensor(values, shape));
        yield return new(module + Up, zeros([weight.size(0), settings.Rank, .. Enumerable.Repeat(1L, (int)weight.dim() - 2)]));
    }

    /// <summary>Weights with their updates added, and without the updates; what is new belongs to the scope around.</summary>
    public static IReadOnlyDictionary<string, Tensor> Merged(IEnumerable<KeyValuePair<string, Tensor>> weights, LoraSettings settings)
    {
        using var mode = no_grad();
        var all = weights.ToDictionary();
        return all.Where(weight => !IsFactor(weight.Key)).ToDictionary(weight => weight.Key, weight => Sum(weight.Key, weight.Value));

        Tensor Sum(string name, Tensor weight)
        {
            if (!name.EndsWith(Weight, StringComparison.Ordinal) || !all.TryGetValue(name[..^Weight.Length] + Down, out var down))
            {
                return weight;
            }
            using var scope = NewDisposeScope();
            var delta = all[name[..^Weight.Length] + Up].flatten(1).mm(down.flatten(1)).Times(settings.Scale);
            return weight.Plus(delta.reshape(weight.shape)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Writes the folder that PEFT calls an adapter.</summary>
    /// <param name="folder">Appears whole or not at all.</param>
    /// <param name="basis">The checkpoint that it is an adapter of.</param>
    public static void Write(string folder, string basis, IEnumerable<KeyValuePair<string, Tensor>> weights, LoraSettings settings)
    {
        var factors = weights.Where(weight => IsFactor(weight.Key)).ToList();
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        SafetensorsFile.Write(
            Path.Combine(partial, LoraAdapter.WeightsFileName),
            factors.ToDictionary(factor => Published + factor.Key, factor => factor.Value)
        );
        var config = new JsonObject
        {
            ["base_model_name_or_path"] = basis,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = "gaussian",
            ["lora_alpha"] = settings.Alpha,
            ["lora_dropout"] = 0.0,
            ["peft_type"] = "LORA",
            ["r"] = settings.Rank,
            // In full: an end of a name might mean a module that was left out.
            ["target_modules"] = new JsonArray([
                .. factors
                    .Where(factor => factor.Key.EndsWith(Down, StringComparison.Ordinal))
                    .Select(factor => JsonValue.Create(factor.Key[..^Down.Length])),
            ]),
            ["task_type"] = null,
            ["use_dora"] = false,
            ["use_rslora"] = false,
        };
        AtomicFile.Write(Path.Combine(partial, LoraAdapter.ConfigFileName), Encoding.UTF8.GetBytes(config.ToJsonString(Indented) + "\n"));
        FileDigests.Write(partial);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        Directory.Move(partial, folder);
    }
}
