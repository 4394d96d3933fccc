using System.Collections.Immutable;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>What a checkpoint folder holds, without loading its weights.</summary>
/// <param name="Config">The network.</param>
/// <param name="Parameters">Numbers in all tensors.</param>
/// <param name="Types">How many tensors there are of each element type.</param>
/// <param name="FileBytes">Of all tensors.</param>
/// <param name="Tokens">Of the tokenizer, special ones included.</param>
/// <param name="FirstActionToken">The lowest id that is an action.</param>
/// <param name="LastActionToken">The highest.</param>
/// <param name="ImageSize">Edge of what the towers see, pixels.</param>
/// <param name="Statistics">Data sets whose statistics can be chosen, and the file each is from.</param>
/// <param name="Chosen">The one that is used; null where one must be named.</param>
/// <param name="Notes">What is in the folders and is not used, or contradicts what is; each a sentence.</param>
public sealed record CheckpointDescription(
    OpenVlaConfig Config,
    long Parameters,
    ImmutableSortedDictionary<string, int> Types,
    long FileBytes,
    int Tokens,
    int FirstActionToken,
    int LastActionToken,
    int ImageSize,
    ImmutableArray<(string Key, string Source)> Statistics,
    ChosenStatistics? Chosen,
    ImmutableArray<string> Notes
)
{
    /// <summary>Memory of the weights in an element type of this many bytes.</summary>
    public long WeightBytes(int elementBytes) => Parameters * elementBytes;

    /// <summary>Memory of keys and values of one sequence.</summary>
    /// <param name="tokens">Its length, patches included.</param>
    public long CacheBytes(int tokens, int elementBytes) =>
        2L * Config.Language.Layers * Config.Language.KeyValueHeads * Config.Language.HeadSize * tokens * elementBytes;

    /// <summary>Reads everything but the weights themselves, of which names, shapes and types are checked.</summary>
    /// <param name="adapter">Folder of an adapter to put on top; null for none.</param>
    /// <param name="unnormKey">Data set whose statistics are to be used; null where there is one only, or where nobody has chosen
    /// yet.</param>
    /// <exception cref="CheckpointException">Files are missing, damaged, or do not fit together.</exception>
    public static CheckpointDescription Of(string folder, string? adapter = null, string? unnormKey = null)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var (network, weights) = OpenVla.Load(folder, ScalarType.Float32, META, adapter);
        using (network)
        {
            var config = network.Config;
            var entries = checkpoint.Names.Select(checkpoint.Entry).ToList();
            var codec = new ActionCodec(config);
            var statistics = DatasetStatistics.Load(folder, adapter);
            var chosen = (unnormKey ?? statistics.OnlyKey) is { } key ? statistics.Choose(key) : null;
            return new(
                config,
                entries.Sum(entry => entry.Shape.Aggregate(1L, (product, extent) => product * extent)),
                entries.CountBy(entry => entry.Type.ToString()).ToImmutableSortedDictionary(StringComparer.Ordinal),
                entries.Sum(entry => entry.Length),
                LlamaText.Load(folder, config).Size,
                codec.FirstToken,
                codec.FirstToken + codec.Bins - 1,
                ImageProcessor.Load(folder, config).Size,
                [.. statistics.All],
                chosen,
                [.. weights.Notes, .. chosen?.Notes ?? []]
            );
        }
    }
}
