using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>Pictures as a teacher wants them.</summary>
internal static class PictureTensor
{
    private const int Channels = 3;

    /// <param name="pictures">Square ones of one size.</param>
    /// <param name="size">Edge that they are brought to.</param>
    /// <returns>[B, 3, size, size] from 0 to 1.</returns>
    public static Tensor Of(IReadOnlyList<byte[]> pictures, int size)
    {
        using var scope = NewDisposeScope();
        var edge = (int)Math.Sqrt(pictures[0].Length / Channels);
        var bytes = new byte[pictures.Count * edge * edge * Channels];
        foreach (var (i, picture) in pictures.Index())
        {
            picture.CopyTo(bytes, i * edge * edge * Channels);
        }
        var levels = tensor(bytes, [pictures.Count, edge, edge, Channels]).permute(0, 3, 1, 2).to_type(ScalarType.Float32).Over(255);
        return (edge == size ? levels : interpolate(levels, size: [size, size], mode: InterpolationMode.Bilinear, align_corners: false))
            .contiguous()
            .MoveToOuterDisposeScope();
    }
}
