using BlindVla.AssetGenerator.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>Reads pictures with another implementation than the one that wrote them.</summary>
internal static class PngFile
{
    public static Picture Decode(byte[] file)
    {
        using var image = Image.Load<Rgb24>(file, out var format);
        Assert.That(format.Name, Is.EqualTo("PNG"));
        var picture = new Picture(image.Width, image.Height);
        image.CopyPixelDataTo(picture.Pixels);
        return picture;
    }
}
