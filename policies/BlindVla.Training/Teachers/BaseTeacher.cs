using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// The vision towers of the checkpoint that training begins from, as they were: features that are to be kept rather than gained. Not
/// projected to the language model: teachers of the paper's code are vision encoders as they are, the alignment has a projector of its
/// own, and the checkpoint's is part of what is trained.
/// </summary>
internal sealed class BaseTeacher : ITeacher
{
    private readonly OpenVla _network;
    private readonly ImageProcessor _images;
    private readonly RandomWeights? _random;

    /// <param name="start">Folder of the checkpoint.</param>
    /// <param name="seed">Of random weights; null for the checkpoint's.</param>
    public BaseTeacher(string start, ulong? seed = null)
    {
        Name = seed is null ? "base" : "random-base";
        var config = OpenVlaConfig.Load(start);
        _images = ImageProcessor.Load(start, config);
        (Width, Edge) = ((int)config.VisionWidth, (int)Math.Sqrt(config.Towers[0].Patches));
        if (seed is { } random)
        {
            _random = new(random, ScalarType.Float32, CPU);
            _network = new(config, _random);
        }
        else
        {
            (_network, _) = OpenVla.Load(start, ScalarType.Float32, CPU);
        }
        var files = Directory.EnumerateFiles(start).Where(file => Path.GetExtension(file) is ".safetensors" or ".json");
        Digest = TeacherDigest.Of("base", Edge, files.Where(file => Path.GetFileName(file) != StartingPoint.HeadsFile), seed);
    }

    public string Name { get; }

    public string Digest { get; }

    public int Width { get; }

    public int Edge { get; }

    public Tensor Features(IReadOnlyList<byte[]> pictures)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        return _network.See(_images.Normalize(pictures, ScalarType.Float32, CPU)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _network.Dispose();
        _random?.Dispose();
    }
}
