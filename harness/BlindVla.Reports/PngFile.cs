using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using SkiaSharp;

namespace BlindVla.Reports;

/// <summary>Pictures as PNG.</summary>
public static class PngFile
{
    public static byte[] Encode(Picture picture)
    {
        using var image = picture.ToImage();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    /// <summary>The picture, under the file's name.</summary>
    /// <exception cref="RunException">There is no such file, or it is no picture.</exception>
    public static ImageFrame Read(string path)
    {
        using var bitmap = SKBitmap.Decode(path) ?? throw new RunException(RunFault.Refused, $"{path} is missing or no PNG");
        var rgb = bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue }).ToArray();
        return new(Path.GetFileNameWithoutExtension(path), bitmap.Width, bitmap.Height, rgb, 0);
    }

    /// <exception cref="RunException">The disk refuses.</exception>
    public static void Write(string path, Picture picture)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }
            AtomicFile.Write(path, Encode(picture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }
}
