using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>A copy of the golden checkpoint, or of its adapter, in a folder of its own, that deviates from it as users' folders
/// do.</summary>
internal sealed class CheckpointBuilder : IDisposable
{
    public const string Adapter = "adapter";

    private CheckpointBuilder(string source, params ReadOnlySpan<string> names)
    {
        Folder = Directory.CreateTempSubdirectory("blindvla-checkpoint-").FullName;
        foreach (var name in names)
        {
            File.Copy(Path.Combine(source, name), In(name));
        }
    }

    public string Folder { get; }

    /// <summary>Everything upstream writes, statistics beside the config included.</summary>
    public static CheckpointBuilder Checkpoint() =>
        new(
            Golden.OpenVla,
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "added_tokens.json",
            "special_tokens_map.json",
            "dataset_statistics.json",
            "model.safetensors"
        );

    public static CheckpointBuilder LowRank() =>
        new(Path.Combine(Golden.OpenVla, Adapter), "adapter_config.json", "adapter_model.safetensors");

    public string In(string name) => Path.Combine(Folder, name);

    public CheckpointBuilder Remove(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            File.Delete(In(name));
        }
        return this;
    }

    public CheckpointBuilder Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return this;
    }

    public CheckpointBuilder Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return this;
    }

    /// <summary>Changes a JSON file; as Python writes it, so that a number which is none stands there bare.</summary>
    public CheckpointBuilder Json(string name, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(In(name)))!.AsObject();
        change(root);
        return Write(name, root.ToJsonString().Replace("\"NaN\"", "NaN", StringComparison.Ordinal));
    }

    /// <summary>The golden statistics of bridge_orig with every bound multiplied by a tenth, under any name.</summary>
    public CheckpointBuilder TenthStatistics(string key, bool besideOthers = false)
    {
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden.OpenVla, "dataset_statistics.json")))!.AsObject();
        var scaled = root["bridge_orig"]!.DeepClone();
        foreach (var bound in new[] { "q01", "q99" })
        {
            scaled["action"]![bound] = new JsonArray([
                .. scaled["action"]![bound]!.AsArray().Select(value => JsonValue.Create(value!.GetValue<double>() * 0.1)),
            ]);
        }
        if (!besideOthers)
        {
            root.Clear();
        }
        root[key] = scaled;
        return Write("dataset_statistics.json", root.ToJsonString());
    }

    /// <summary>Changes the tensors of a file.</summary>
    public CheckpointBuilder Tensors(Action<Dictionary<string, Tensor>> change, string name = "model.safetensors")
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(In(name)))
        {
            tensors = file.Tensors.Keys.ToDictionary(tensor => tensor, file.Read);
        }
        change(tensors);
        SafetensorsFile.Write(In(name), tensors);
        return this;
    }

    public CheckpointBuilder AdapterTensors(Action<Dictionary<string, Tensor>> change) => Tensors(change, LoraAdapter.WeightsFileName);

    /// <summary>Gives every tensor another name, or none.</summary>
    public CheckpointBuilder Rename(Func<string, string?> rename, string name = "model.safetensors") =>
        Tensors(
            tensors =>
            {
                var renamed = tensors
                    .Where(tensor => rename(tensor.Key) is not null)
                    .ToDictionary(tensor => rename(tensor.Key)!, tensor => tensor.Value);
                tensors.Clear();
                foreach (var (key, tensor) in renamed)
                {
                    tensors[key] = tensor;
                }
            },
            name
        );

    /// <summary>Cuts the one file into two with an index, as Hugging Face does.</summary>
    public CheckpointBuilder Shards(bool keepSingle = false, string metadata = "\"metadata\": {\"total_size\": 7}, ")
    {
        using var scope = NewDisposeScope();
        var map = new Dictionary<string, string>();
        using (var file = SafetensorsFile.Open(In("model.safetensors")))
        {
            foreach (var (i, names) in file.Tensors.Keys.Chunk((file.Tensors.Count / 2) + 1).Index())
            {
                var name = $"model-{i + 1:00000}-of-00002.safetensors";
                SafetensorsFile.Write(In(name), names.ToDictionary(tensor => tensor, file.Read));
                foreach (var tensor in names)
                {
                    map[tensor] = name;
                }
            }
        }
        if (!keepSingle)
        {
            Remove("model.safetensors");
        }
        return Write("model.safetensors.index.json", $"{{{metadata}\"weight_map\": {JsonSerializer.Serialize(map)}}}");
    }

    /// <summary>Moves every file away and leaves links, as Hugging Face's cache is: <c>snapshots/REVISION/NAME ->
    /// ../../blobs/HASH</c>.</summary>
    /// <returns>The snapshot's folder.</returns>
    public string AsCache()
    {
        var (blobs, snapshot) = (Directory.CreateDirectory(In("blobs")), Directory.CreateDirectory(In("snapshots/0123abcd")));
        foreach (var (i, path) in Directory.EnumerateFiles(Folder).Index())
        {
            File.Move(path, Path.Combine(blobs.FullName, $"{i:x40}"));
            File.CreateSymbolicLink(Path.Combine(snapshot.FullName, Path.GetFileName(path)), $"../../blobs/{i:x40}");
        }
        return snapshot.FullName;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
