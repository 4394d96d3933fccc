using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>C-RADIO, the paper's teacher: the picture is brought to the size at which it has as many patches as the student.</summary>
internal sealed class RadioTeacher : ITeacher
{
    private readonly IDisposable _weights;
    private readonly RadioVision _network;
    private readonly int _size;

    /// <param name="folder"><c>config.json</c> and <c>model.safetensors</c>.</param>
    /// <param name="edge">Patches on an edge.</param>
    /// <param name="seed">Of random weights; null for the folder's.</param>
    /// <exception cref="CheckpointException">Its files are missing or damaged, or of a network that this program does not have.</exception>
    public RadioTeacher(string folder, int edge, ulong? seed = null)
    {
        (Edge, Name) = (edge, seed is null ? "radio" : "random-radio");
        var config = RadioConfig.Load(folder);
        (Width, _size) = ((int)config.Width, edge * config.PatchSize);
        using var checkpoint = Checkpoint.Open(folder);
        var weights = new CheckpointWeights(checkpoint, ScalarType.Float32, CPU);
        IWeights chosen = seed is { } random ? new UntrainedWeights(weights, random) : weights;
        (_weights, _network) = ((IDisposable)chosen, new(config, chosen));
        weights.Finish(name => seed is not null || name == "radio_model.summary_idxs");
        var files = Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".safetensors" or ".json");
        Digest = TeacherDigest.Of("radio bilinear", edge, files, seed);
    }

    public string Name { get; }

    public string Digest { get; }

    public int Width { get; }

    public int Edge { get; }

    public Tensor Features(IReadOnlyList<byte[]> pictures)
    {
        using var scope = NewDisposeScope();
        return Features(PictureTensor.Of(pictures, _size)).MoveToOuterDisposeScope();
    }

    /// <param name="pictures">[B, 3, H, W] from 0 to 1.</param>
    internal Tensor Features(Tensor pictures)
    {
        using var mode = no_grad();
        return _network.Forward(pictures);
    }

    public void Dispose() => _weights.Dispose();
}
