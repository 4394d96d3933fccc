using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training.Tests;

/// <summary>A teacher that sees the mean colour of each patch, and how much it varies.</summary>
internal sealed class ColourTeacher(int edge, string digest = "colours") : ITeacher
{
    public const int Channels = 6;

    /// <summary>Pictures that were looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>Called before each look.</summary>
    public Action? BeforeLook { get; init; }

    public string Name => "colours";

    public string Digest => digest;

    public int Width => Channels;

    public int Edge => edge;

    public Tensor Features(IReadOnlyList<byte[]> pictures)
    {
        BeforeLook?.Invoke();
        Looks += pictures.Count;
        using var scope = NewDisposeScope();
        var size = (int)Math.Sqrt(pictures[0].Length / 3);
        var levels = PictureTensor.Of(pictures, size);
        var means = adaptive_avg_pool2d(levels, [edge, edge]);
        var squares = adaptive_avg_pool2d(levels.Squared(), [edge, edge]);
        return cat([means, squares - means.Squared()], dim: 1).flatten(2).transpose(1, 2).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose() { }
}
