using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>The weights in a folder: <c>model.safetensors</c>, or shards with <c>model.safetensors.index.json</c>.</summary>
public sealed class Checkpoint : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private readonly ImmutableSortedDictionary<string, SafetensorsFile> _files;

    private Checkpoint(string folder, ImmutableSortedDictionary<string, SafetensorsFile> files) => (Folder, _files) = (folder, files);

    public string Folder { get; }

    /// <summary>Of every tensor, ordered.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <exception cref="CheckpointException">Files are missing or damaged, or the index does not agree with them.</exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
            throw new CheckpointException(
                $"there is no checkpoint folder {folder}; "
                + NearestNames.Suggest(Path.GetFileName(folder), Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).Select(d => Path.GetFileName(d)) : []));
        }
        var index = Path.Combine(folder, IndexFile);
        if (File.Exists(index))
        {
            return OpenShards(folder, index);
        }
        var single = Path.Combine(folder, SingleFile);
        if (!File.Exists(single))
        {
            throw new CheckpointException($"{folder} has neither {SingleFile} nor {IndexFile}; expected the files of a Hugging Face checkpoint");
        }
        var file = SafetensorsFile.Open(single);
        return new(folder, file.Tensors.Keys.ToImmutableSortedDictionary(name => name, _ => file, StringComparer.Ordinal));
    }

    public bool Has(string name) => _files.ContainsKey(name);

    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public TensorEntry Entry(string name) => FileOf(name).Tensors[name];

    /// <summary>A copy in ordinary memory, in the type it has in the file.</summary>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public Tensor Read(string name) => FileOf(name).Read(name);

    public void Dispose()
    {
        foreach (var file in _files.Values.Distinct())
        {
            file.Dispose();
        }
    }

    private SafetensorsFile FileOf(string name) => _files.TryGetValue(name, out var file)
        ? file
        : throw new CheckpointException($"{Folder} has no tensor '{name}'; {NearestNames.Suggest(name, _files.Keys)}");

    private static Checkpoint OpenShards(string folder, string indexPath)
    {
        ShardIndex index;
        try
        {
            index = JsonSerializer.Deserialize(File.ReadAllBytes(indexPath), ShardIndexJson.Default.ShardIndex) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"cannot read {indexPath}: {e.Message}", e);
        }
        var shards = new Dictionary<string, SafetensorsFile>();
        try
        {
            foreach (var shard in index.WeightMap.Values.Distinct())
            {
                if (Path.GetFileName(shard) != shard)
                {
                    throw new CheckpointException($"{indexPath} names the shard '{shard}'; expected the name of a file in the same folder");
                }
                shards[shard] = SafetensorsFile.Open(Path.Combine(folder, shard));
            }
            string[] missing = [.. index.WeightMap.Where(w => !shards[w.Value].Tensors.ContainsKey(w.Key)).Select(w => $"{w.Key} ({w.Value})")];
            string[] extra = [.. shards.SelectMany(s => s.Value.Tensors.Keys.Where(name => index.WeightMap.GetValueOrDefault(name) != s.Key).Select(name => $"{name} ({s.Key})"))];
            if (missing.Length + extra.Length > 0)
            {
                throw new CheckpointException(
                    $"{indexPath} does not agree with the shards; in the index only: {List(missing)}; in the shards only: {List(extra)}");
            }
            return new(folder, index.WeightMap.ToImmutableSortedDictionary(w => w.Key, w => shards[w.Value], StringComparer.Ordinal));
        }
        catch
        {
            foreach (var shard in shards.Values)
            {
                shard.Dispose();
            }
            throw;
        }
    }

    private static string List(string[] names) => names.Length == 0 ? "nothing" : string.Join(", ", names);
}

internal sealed record ShardIndex(Dictionary<string, string> WeightMap);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ShardIndex))]
internal sealed partial class ShardIndexJson : JsonSerializerContext;
