using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>Many pictures on one page, each with what it shows.</summary>
public static class ContactSheet
{
    private const int Gap = 6;
    private const int Header = Canvas.LineHeight + Gap;

    /// <summary>Row below row, each under its label.</summary>
    public static Picture Compose(string title, IReadOnlyList<ContactRow> rows)
    {
        var all = rows.SelectMany(row => row.Images).ToList();
        ArgumentOutOfRangeException.ThrowIfZero(all.Count);
        var (width, height, lines) = (all[0].Image.Width, all[0].Image.Height, all.Max(image => image.Caption.Count));
        var size = SizeOf(rows.Count, rows.Max(row => row.Images.Count), width, height, lines);
        var sheet = new Canvas(size.Width, size.Height);
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Rgb.White);
        sheet.Write(title, Gap, Gap, Rgb.Black, sheet.Width - (2 * Gap));
        for (var i = 0; i < rows.Count; i++)
        {
            var top = Header + (i * RowHeight(height, lines));
            sheet.Write(rows[i].Label, Gap, top + 1, Rgb.DarkGreen, sheet.Width - (2 * Gap));
            for (var j = 0; j < rows[i].Images.Count; j++)
            {
                DrawImage(sheet, rows[i].Images[j], Gap + (j * (width + Gap)), top + Canvas.LineHeight);
            }
        }
        return sheet.Picture;
    }

    /// <summary>Of a sheet, pixels, before there are pictures to put on it.</summary>
    /// <param name="columns">Pictures in the longest row.</param>
    /// <param name="width">Of a picture.</param>
    /// <param name="height">Of a picture.</param>
    /// <param name="captionLines">Of the longest caption.</param>
    public static (int Width, int Height) SizeOf(int rows, int columns, int width, int height, int captionLines) =>
        ((columns * (width + Gap)) + Gap, Header + (rows * RowHeight(height, captionLines)) + Gap);

    private static int RowHeight(int height, int captionLines) => Canvas.LineHeight + height + (captionLines * Canvas.LineHeight) + Gap;

    private static void DrawImage(Canvas sheet, CaptionedImage image, int left, int top)
    {
        sheet.Draw(Picture.Of(image.Image), left, top);
        if (image.Badge is { } badge)
        {
            sheet.Fill(left, top, image.Image.Width, Canvas.LineHeight, Rgb.Black);
            sheet.Write(badge, left + 3, top + 2, Rgb.White, image.Image.Width - 6);
        }
        for (var line = 0; line < image.Caption.Count; line++)
        {
            sheet.Write(image.Caption[line], left, top + image.Image.Height + 1 + (line * Canvas.LineHeight), Rgb.Black, image.Image.Width);
        }
    }
}
