using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BlindVla.Files;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Writes what was learned in the layout of a published OpenVLA.</summary>
internal static class FinishedCheckpoint
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="folder">Appears whole or not at all.</param>
    /// <param name="start">The checkpoint that training began from: everything but weights and statistics is its.</param>
    /// <param name="lora">How updates among the weights are added to them; null where there are none.</param>
    /// <param name="card">What it says of itself; null for nothing.</param>
    /// <param name="type">What weights are rounded to, a name of <see cref="WeightType"/>.</param>
    public static void Write(
        string folder,
        string start,
        IEnumerable<KeyValuePair<string, Tensor>> weights,
        DatasetStatisticsFile? statistics,
        LoraSettings? lora = null,
        string? card = null,
        string type = WeightType.Float32
    )
    {
        using var scope = NewDisposeScope();
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        // What the start says of itself is not true of what became of it.
        foreach (
            var name in Directory.EnumerateFiles(start).Select(file => Path.GetFileName(file)).Where(name => name != ModelCard.FileName)
        )
        {
            if (!name.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                File.Copy(Path.Combine(start, name), Path.Combine(partial, name));
            }
        }
        if (card is not null)
        {
            File.WriteAllText(Path.Combine(partial, ModelCard.FileName), card);
        }
        if (statistics is not null)
        {
            File.Copy(statistics.Path, Path.Combine(partial, DatasetStatistics.FileName), overwrite: true);
        }
        SayType(Path.Combine(partial, OpenVlaConfig.FileName), type);
        var parts = (lora is null ? weights : LoraUpdates.Merged(weights, lora))
            .Select(weight => KeyValuePair.Create(weight.Key, weight.Value.to(WeightType.Parse(type))))
            .ToLookup(weight => weight.Key.StartsWith(StartingPoint.HeadsPrefix, StringComparison.Ordinal));
        SafetensorsFile.Write(Path.Combine(partial, Checkpoint.SingleFile), parts[false].ToDictionary());
        if (parts[true].Any())
        {
            SafetensorsFile.Write(
                Path.Combine(partial, StartingPoint.HeadsFile),
                parts[true].ToDictionary(weight => weight.Key[StartingPoint.HeadsPrefix.Length..], weight => weight.Value)
            );
        }
        FileDigests.Write(partial);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        Directory.Move(partial, folder);
    }

    /// <summary>A configuration says what the weights beside it are.</summary>
    private static void SayType(string path, string type)
    {
        var config = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        foreach (var section in new[] { config, config["text_config"] as JsonObject }.OfType<JsonObject>())
        {
            // What newer versions of transformers call it, where the start was written by one.
            section[section.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = type;
        }
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(config.ToJsonString(Indented) + "\n"));
    }
}
