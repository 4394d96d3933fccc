using BlindVla.Evaluation;
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
