using System.Globalization;
using System.Reflection;
using System.Text;
using SkiaSharp;

namespace BlindVla.Imaging;

/// <summary>Lines of text as shades, in DejaVu Sans, whose Latin letters are carried in the assembly: machines that run evaluations have
/// no font files.</summary>
internal static class Lettering
{
    /// <summary>Of the letters, pixels.</summary>
    public const int Size = 12;

    /// <summary>From the top of a line to the foot of its letters.</summary>
    private const int Ascent = 12;

    /// <summary>Of a line, what hangs below its foot included.</summary>
    public const int Height = 15;

    private const string Dots = "…";

    private static readonly SKTypeface Face = Load();

    /// <summary>How much of each pixel is ink, row by row.</summary>
    /// <param name="Width">Pixels.</param>
    /// <param name="Ink"><see cref="Height"/> rows of bytes.</param>
    public readonly record struct Line(int Width, byte[] Ink);

    /// <summary>A line that is no wider; one that would be ends in dots. What the font lacks is a question mark.</summary>
    public static Line Draw(string text, int maxWidth)
    {
        using var font = new SKFont(Face, Size) { Edging = SKFontEdging.Antialias, Subpixel = true };
        text = Fitting(Known(text, font), font, maxWidth);
        var width = Math.Max(1, (int)Math.Ceiling(font.MeasureText(text)) + 1);
        using var bitmap = new SKBitmap(new SKImageInfo(width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = SKColors.White, IsAntialias = true })
        {
            canvas.Clear(SKColors.Black);
            canvas.DrawText(text, 0, Ascent, SKTextAlign.Left, font, paint);
        }
        var pixels = bitmap.GetPixelSpan();
        var ink = new byte[width * Height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                ink[(y * width) + x] = pixels[(y * bitmap.RowBytes) + (4 * x)];
            }
        }
        return new(width, ink);
    }

    private static string Known(string text, SKFont font)
    {
        var known = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            known.Append(font.ContainsGlyph(rune.Value) ? rune.ToString() : "?");
        }
        return known.ToString();
    }

    private static string Fitting(string text, SKFont font, int maxWidth)
    {
        if (font.MeasureText(text) <= maxWidth)
        {
            return text;
        }
        var letters = new StringInfo(text);
        var count = letters.LengthInTextElements;
        while (count > 0 && font.MeasureText(letters.SubstringByTextElements(0, count) + Dots) > maxWidth)
        {
            count--;
        }
        return count == 0 ? Dots : letters.SubstringByTextElements(0, count) + Dots;
    }

    private static SKTypeface Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("BlindVla.Imaging.Fonts.DejaVuSans.ttf")
            ?? throw new InvalidOperationException("DejaVuSans.ttf is not embedded in the assembly");
        return SKTypeface.FromStream(stream);
    }
}
