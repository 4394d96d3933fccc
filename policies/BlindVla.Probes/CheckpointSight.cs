using BlindVla.Imaging;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>
/// An OpenVLA checkpoint: its vision towers, its visual tokens, and the language model's hidden states at them, in the middle and at the
/// end. What is asked stands behind the picture and cannot change these.
/// </summary>
public sealed class CheckpointSight : ISight
{
    private readonly OpenVla _network;
    private readonly ImageProcessor _images;
    private readonly RandomWeights? _random;
    private readonly Tensor _prompt;

    /// <param name="folder">Of the checkpoint.</param>
    /// <param name="seed">Of random weights instead of the checkpoint's; null for its own.</param>
    /// <exception cref="CheckpointException">It is damaged, or of a network that this program does not have.</exception>
    public CheckpointSight(string name, string folder, ulong? seed = null)
    {
        TorchNative.Require();
        Name = name;
        var config = OpenVlaConfig.Load(folder);
        _images = ImageProcessor.Load(folder, config);
        Edge = (int)Math.Sqrt(config.Towers[0].Patches);
        if (seed is { } random)
        {
            _random = new(random, ScalarType.Float32, CPU);
            _network = new(config, _random);
        }
        else
        {
            (_network, _) = OpenVla.Load(folder, ScalarType.Float32, CPU);
        }
        _prompt = tensor(new long[] { LlamaText.Load(folder, config).Begin }, [1, 1]).DetachFromDisposeScope();
    }

    public string Name { get; }

    public int Edge { get; }

    public IReadOnlyList<string> Layers { get; } = ["vision", "projected", "middle", "last"];

    public IReadOnlyList<Tensor> Features(IReadOnlyList<Picture> pictures)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var seen = _network.See(_images.Normalize([.. pictures.Select(_images.Square)], ScalarType.Float32, CPU));
        var patches = _network.ProjectFeatures(seen);
        var states = _network.HiddenStates(patches, _prompt.expand(pictures.Count, -1));
        Tensor AtPatches(Tensor state) => state.narrow(1, 1, _network.Patches);
        Tensor[] layers = [seen, patches, AtPatches(states[(states.Length - 1) / 2]), AtPatches(states[^1])];
        scope.MoveToOuter(layers);
        return layers;
    }

    public void Dispose()
    {
        _network.Dispose();
        _random?.Dispose();
        _prompt.Dispose();
    }
}
