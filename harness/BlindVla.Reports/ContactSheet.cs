using BlindVla.Core;

namespace BlindVla.Reports;

/// <param name="Image">All pictures of a sheet have one size.</param>
/// <param name="Caption">Lines under the picture.</param>
public sealed record CaptionedImage(ImageFrame Image, IReadOnlyList<string> Caption);

/// <summary>Many pictures on one page, each with what it shows.</summary>
public static class ContactSheet
{
    private const int Gap = 6;

    /// <summary>Row by row, in the order given.</summary>
    public static Picture Compose(string title, IReadOnlyList<CaptionedImage> images, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfZero(images.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        columns = Math.Min(columns, images.Count);
        var (width, height) = (images[0].Image.Width, images[0].Image.Height);
        var cellHeight = height + (images.Max(image => image.Caption.Count) * Picture.LineHeight) + Gap;
        var rows = (images.Count + columns - 1) / columns;
        var header = Picture.LineHeight + Gap;
        var sheet = new Picture((columns * (width + Gap)) + Gap, header + (rows * cellHeight) + Gap);
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Rgb.White);
        sheet.Write(title, Gap, Gap, Rgb.Black, sheet.Width - (2 * Gap));
        for (var i = 0; i < images.Count; i++)
        {
            var (left, top) = (Gap + (i % columns * (width + Gap)), header + (i / columns * cellHeight));
            sheet.Draw(images[i].Image, left, top);
            for (var line = 0; line < images[i].Caption.Count; line++)
            {
                sheet.Write(images[i].Caption[line], left, top + height + 3 + (line * Picture.LineHeight), Rgb.Black, width);
            }
        }
        return sheet;
    }
}
