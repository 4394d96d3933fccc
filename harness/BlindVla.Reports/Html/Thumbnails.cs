using System.Collections.Immutable;
using SkiaSharp;

namespace BlindVla.Reports;

/// <summary>The last frame of every film, small enough to be carried in the page.</summary>
internal static class Thumbnails
{
    private const int Width = 96;
    private const int Quality = 55; // of 100; about 1.5 KB a picture

    /// <summary>What all of them may take, so that a page stays below 5 MB whatever the run.</summary>
    private const int BudgetBytes = 2_000_000;

    /// <summary>By film, as <c>data:</c> addresses; films that cannot be read, or are over the budget, have none.</summary>
    public static ImmutableDictionary<string, string> Of(IEnumerable<string> films)
    {
        var thumbnails = ImmutableDictionary.CreateBuilder<string, string>();
        var left = BudgetBytes;
        foreach (var film in films)
        {
            if (LastFrame(film) is not { } picture || (left -= picture.Length) < 0)
            {
                continue;
            }
            thumbnails[film] = "data:image/webp;base64," + Convert.ToBase64String(picture);
        }
        return thumbnails.ToImmutable();
    }

    private static byte[]? LastFrame(string film)
    {
        using var codec = File.Exists(film) ? SKCodec.Create(film) : null;
        if (codec is null || codec.FrameCount == 0)
        {
            return null;
        }
        using var frame = new SKBitmap(codec.Info.WithColorType(SKColorType.Rgba8888).WithAlphaType(SKAlphaType.Premul));
        if (codec.GetPixels(frame.Info, frame.GetPixels(), new SKCodecOptions(codec.FrameCount - 1)) != SKCodecResult.Success)
        {
            return null;
        }
        var size = new SKImageInfo(Width, Math.Max(1, frame.Height * Width / frame.Width));
        using var small = frame.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var image = SKImage.FromBitmap(small);
        using var encoded = image.Encode(SKEncodedImageFormat.Webp, Quality);
        return encoded.ToArray();
    }
}
