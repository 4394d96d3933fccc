using System.Collections.Immutable;

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
public sealed record CheckpointDescription(
    OpenVlaConfig Config,
    long Parameters,
    ImmutableSortedDictionary<string, int> Types,
    long FileBytes,
    int Tokens,
    int FirstActionToken,
    int LastActionToken,
    int ImageSize)
{
    /// <summary>Memory of the weights in an element type of this many bytes.</summary>
    public long WeightBytes(int elementBytes) => Parameters * elementBytes;

    /// <summary>Memory of keys and values of one sequence.</summary>
    /// <param name="tokens">Its length, patches included.</param>
    public long CacheBytes(int tokens, int elementBytes) =>
        2L * Config.Language.Layers * Config.Language.KeyValueHeads * Config.Language.HeadSize * tokens * elementBytes;

    /// <exception cref="CheckpointException">Files are missing or damaged.</exception>
    public static CheckpointDescription Of(string folder)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var config = OpenVlaConfig.Load(folder);
        var entries = checkpoint.Names.Select(checkpoint.Entry).ToList();
        var codec = new ActionCodec(config);
        return new(
            config,
            entries.Sum(entry => entry.Shape.Aggregate(1L, (product, extent) => product * extent)),
            entries.CountBy(entry => entry.Type.ToString()).ToImmutableSortedDictionary(StringComparer.Ordinal),
            entries.Sum(entry => entry.Length),
            LlamaText.Load(folder, config).Size,
            codec.FirstToken,
            codec.FirstToken + codec.Bins - 1,
            ImageProcessor.Load(folder, config).Size);
    }
}
