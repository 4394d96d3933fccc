using System.Reflection;
using System.Security.Cryptography;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>
/// The ResNet18 (He et al. 2015) that ML.NET ships, trained on ImageNet by its makers' word: the output of its third stage, 14 x 14
/// patches of 256 channels, pooled to the student's grid. Its file comes as a NuGet package and stays where NuGet put it.
/// </summary>
internal sealed class ResNet18Teacher : ITeacher
{
    /// <summary>The output of the third stage: 16 pixels a patch, as the student has.</summary>
    public const string Tap = "ReLU347_Output_0";

    private const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";
    private const string NetworkFile = "ResNet18Onnx/ResNet18.onnx";
    private const string MeanFile = "ResNetPrepOnnx/ResNetPreprocess.onnx";
    private const string Mean = "MeanImage";
    private const int Size = 224;
    private const int Stride = 16;

    // A package that is only downloaded is not in packages.lock.json, so its hashes stand here.
    private static readonly (string File, string Sha256)[] Files =
    [
        (NetworkFile, "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f"),
        (MeanFile, "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004"),
    ];

    private readonly OnnxNetwork _network;
    private readonly Tensor _mean;

    /// <param name="edge">Patches on an edge.</param>
    /// <param name="seed">Of random weights; null for those that were trained.</param>
    /// <exception cref="TrainingException">The files are not there, or are others.</exception>
    public ResNet18Teacher(int edge, ulong? seed = null)
    {
        (Edge, Name) = (edge, seed is null ? "resnet18" : "random-resnet18");
        var models = Files.ToDictionary(file => file.File, file => OnnxModel.Parse(Read(file.File, file.Sha256), file.File));
        if (!models[MeanFile].Initialisers.TryGetValue(Mean, out var mean))
        {
            throw new TrainingException($"{MeanFile} has no {Mean}");
        }
        using var scope = NewDisposeScope();
        _mean = tensor(mean.Values, mean.Shape).DetachFromDisposeScope();
        _network = new(models[NetworkFile], Tap, seed);
        Digest = TeacherDigest.Of("resnet18 bilinear-224", edge, Files.Select(file => PathOf(file.File)), seed);
    }

    public string Name { get; }

    public string Digest { get; }

    public int Width => 256;

    public int Edge { get; }

    public Tensor Features(IReadOnlyList<byte[]> pictures)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var grid = Grid(Prepared(pictures)); // [B, 256, 14, 14]
        var pooled = adaptive_avg_pool2d(grid, [Edge, Edge]);
        return pooled.flatten(2).transpose(1, 2).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _network.Dispose();
        _mean.Dispose();
    }

    /// <summary>As the network wants it: 224 pixels, blue first, from 0 to 255 less the mean picture.</summary>
    internal Tensor Prepared(IReadOnlyList<byte[]> pictures)
    {
        using var scope = NewDisposeScope();
        return (PictureTensor.Of(pictures, Size).Times(255).flip(1) - _mean).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The tap, before it is pooled.</summary>
    internal Tensor Grid(Tensor prepared) => _network.Forward(prepared);

    /// <summary>The largest grid that its own can be pooled to.</summary>
    public static int MostEdge => Size / Stride;

    /// <summary>Where NuGet put one of the package's files.</summary>
    internal static string PathOf(string file) =>
        Path.Combine(
            typeof(ResNet18Teacher)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(attribute => attribute.Key == Package)
                .Value!,
            "tools",
            "DnnImageModels",
            file
        );

    private static byte[] Read(string file, string sha256)
    {
        var path = PathOf(file);
        if (!File.Exists(path))
        {
            throw new TrainingException($"there is no {path}, which the package {Package} brings: restore it with dotnet restore");
        }
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256
            ? bytes
            : throw new TrainingException(
                $"{path} is not the file that {Package} was published with; delete its folder and run dotnet restore"
            );
    }
}
