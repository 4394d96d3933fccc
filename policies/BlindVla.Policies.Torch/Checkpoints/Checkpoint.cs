using System.Collections.Immutable;
using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The weights in a folder: <c>model.safetensors</c>, or shards with <c>model.safetensors.index.json</c>. Where both are there the one file
/// is taken, as transformers does: shards of an earlier save are left behind, a single file is not.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private readonly ImmutableSortedDictionary<string, SafetensorsFile> _files;

    private Checkpoint(string folder, ImmutableSortedDictionary<string, SafetensorsFile> files, ImmutableArray<string> notes) =>
        (Folder, _files, Notes) = (folder, files, notes);

    /// <summary>Of a checkout, seen from its root.</summary>
    private const string Shipped = "policies/checkpoints";

    public string Folder { get; }

    /// <summary>Of every tensor, ordered.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Paths of the files that the tensors are in, ordered.</summary>
    public IEnumerable<string> Files => _files.Values.Select(file => file.Path).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What is in the folder and was not taken, each a sentence.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <exception cref="CheckpointException">Files are missing or damaged, the index does not agree with them, or the folder is of another
    /// program.</exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException($"there is no checkpoint folder {folder}; {Others(folder)}");
        }
        RefuseOtherSchemes(folder);
        var (single, index) = (Path.Combine(folder, SingleFile), Path.Combine(folder, IndexFile));
        if (File.Exists(single))
        {
            var file = SafetensorsFile.Open(single);
            return new(
                folder,
                file.Tensors.Keys.ToImmutableSortedDictionary(name => name, _ => file, StringComparer.Ordinal),
                File.Exists(index)
                    ? [$"{folder} has both {SingleFile} and {IndexFile} with its shards; the former is used, as transformers does"]
                    : []
            );
        }
        return File.Exists(index) ? OpenShards(folder, index) : throw new CheckpointException(WhyNoWeights(folder));
    }

    /// <summary>Checkpoints beside a folder that does not exist, or those of the checkout that one stands in.</summary>
    private static string Others(string folder)
    {
        static string[] In(string? parent) =>
            Directory.Exists(parent)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(parent)
                        .Where(each => File.Exists(Path.Combine(each, SingleFile)) || File.Exists(Path.Combine(each, IndexFile)))
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        var beside = In(Path.GetDirectoryName(Path.GetFullPath(folder))).Select(each => Path.GetFileName(each)).ToArray();
        var shipped = In(Shipped).Select(each => Path.Combine(Shipped, Path.GetFileName(each))).ToArray();
        return beside.Length > 0 ? NearestNames.Suggest(Path.GetFileName(folder), beside)
            : shipped.Length > 0 ? $"there are {NearestNames.List(shipped)}"
            : "give the folder with the checkpoint's config.json and safetensors";
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

    private SafetensorsFile FileOf(string name) =>
        _files.TryGetValue(name, out var file)
            ? file
            : throw new CheckpointException($"{Folder} has no tensor '{name}'; {NearestNames.Suggest(name, _files.Keys)}");

    private static Checkpoint OpenShards(string folder, string indexPath)
    {
        var map = ShardIndex.Parse(CheckpointFile.Read(indexPath, JsonFields.LongestFile), indexPath).WeightMap;
        var shards = new Dictionary<string, SafetensorsFile>();
        try
        {
            foreach (var shard in map.Values.Distinct())
            {
                shards[shard] = SafetensorsFile.Open(Path.Combine(folder, shard));
            }
            string[] missing = [.. map.Where(w => !shards[w.Value].Tensors.ContainsKey(w.Key)).Select(w => $"{w.Key} ({w.Value})")];
            string[] extra =
            [
                .. shards.SelectMany(s =>
                    s.Value.Tensors.Keys.Where(name => map.GetValueOrDefault(name) != s.Key).Select(name => $"{name} ({s.Key})")
                ),
            ];
            if (missing.Length + extra.Length > 0)
            {
                throw new CheckpointException(
                    $"{indexPath} does not agree with the shards; in the index only: {Listing.Line(missing)}; in the shards only: "
                        + $"{Listing.Line(extra)}"
                );
            }
            return new(folder, map.ToImmutableSortedDictionary(w => w.Key, w => shards[w.Value], StringComparer.Ordinal), []);
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

    private static string WhyNoWeights(string folder) =>
        File.Exists(Path.Combine(folder, LoraAdapter.ConfigFileName))
            ? $"{folder} is an adapter; name the checkpoint it belongs to, and the adapter as its setting: "
                + $"torch:CHECKPOINT?adapter={folder}"
        : Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any()
            ? $"{folder} has its weights as pytorch_model.bin only, which is a pickle: reading it may run any program. "
                + "Save it as safetensors: model.save_pretrained(DIR, safe_serialization=True)"
        : $"{folder} has neither {SingleFile} nor {IndexFile}; expected the files of a Hugging Face checkpoint";

    /// <summary>OpenVLA-OFT decodes whole chunks in parallel, through heads of its own, from weights that look like OpenVLA's.</summary>
    private static void RefuseOtherSchemes(string folder)
    {
        const string Code = "modeling_prismatic.py";
        const int LongestCode = 1 << 24;
        var heads = (ReadOnlySpan<string>)["action_head--*", "proprio_projector--*", "noisy_action_projector--*", "vision_backbone--*"];
        var found = new List<string>();
        foreach (var head in heads)
        {
            found.AddRange(Directory.EnumerateFiles(folder, head).Select(path => Path.GetFileName(path)));
        }
        var code = Path.Combine(folder, Code);
        if (File.Exists(code) && CheckpointFile.Read(code, LongestCode).AsSpan().IndexOf("NUM_ACTIONS_CHUNK"u8) >= 0)
        {
            found.Add(Code);
        }
        if (found.Count > 0)
        {
            throw new CheckpointException(
                $"{folder} is a checkpoint of OpenVLA-OFT ({Listing.Line(found)}): it answers with chunks of actions, decoded in "
                    + "parallel, and without its heads its weights mean something else. "
                    + "This program runs OpenVLA's token-by-token scheme only; run OpenVLA-OFT's own code, github.com/moojink/openvla-oft"
            );
        }
    }
}
