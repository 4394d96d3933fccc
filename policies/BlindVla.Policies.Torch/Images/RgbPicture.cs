using BlindVla.Core;
using SkiaSharp;

namespace BlindVla.Policies.Torch;

/// <summary>Pixels in memory.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb"><c>Height x Width x 3</c> bytes, row-major, first row at the top.</param>
public readonly record struct RgbPicture(int Width, int Height, ReadOnlyMemory<byte> Rgb)
{
    public static RgbPicture Of(ImageFrame frame) => new(frame.Width, frame.Height, frame.Rgb);

    /// <summary>Reads a PNG, JPEG or WebP file.</summary>
    /// <exception cref="CheckpointException">It is missing, or not a picture.</exception>
    public static RgbPicture Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CheckpointException($"there is no picture {path}");
        }
        using var codec = SKCodec.Create(path);
        var info = codec is null ? default : new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = codec is null ? null : new SKBitmap(info);
        if (bitmap is null || codec!.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            throw new CheckpointException($"{path} is not a picture this program can read; expected PNG, JPEG or WebP");
        }
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[info.Width * info.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        }
        return new(info.Width, info.Height, rgb);
    }
}
