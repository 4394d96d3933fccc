using SkiaSharp;

namespace BlindVla.Imaging;

/// <summary>
/// JPEG as Pillow and TensorFlow decode it, to the byte: with libjpeg-turbo, which SkiaSharp carries. ImageSharp repeats the halved colour
/// of a usual JPEG where libjpeg interpolates it: levels differ by up to 100, and so would a policy's action.
/// </summary>
internal static class Jpeg
{
    /// <summary>The size is that of the header, which has been found acceptable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Picture Decode(byte[] file, int width, int height)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || (codec.Info.Width, codec.Info.Height) != (width, height))
        {
            throw new InvalidDataException("the JPEG is damaged");
        }
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is var result && result != SKCodecResult.Success)
        {
            throw new InvalidDataException(
                result == SKCodecResult.IncompleteInput ? "the picture breaks off before its end" : "the JPEG is damaged"
            );
        }
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[width * height * Picture.Channels];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += Picture.Channels)
        {
            rgba.Slice(from, Picture.Channels).CopyTo(rgb.AsSpan(to));
        }
        return new(width, height, rgb);
    }
}
