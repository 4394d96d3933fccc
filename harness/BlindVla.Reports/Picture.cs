using BlindVla.Core;
using SkiaSharp;

namespace BlindVla.Reports;

/// <summary>A colour, 8 bits per channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb Black => new(0, 0, 0);

    public static Rgb White => new(255, 255, 255);

    public static Rgb DarkGreen => new(30, 120, 50);
}

/// <summary>A picture to draw on: other pictures, filled boxes, small letters.</summary>
public sealed class Picture(int width, int height)
{
    private const int Channels = 4; // R, G, B, and an opaque A, as the graphics library wants them

    private readonly byte[] _pixels = new byte[width * height * Channels];

    /// <summary>Height of a line of text with its margins.</summary>
    public const int LineHeight = PixelFont.GlyphHeight + 5;

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>The colour of one pixel.</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            var at = Offset(x, y);
            return new(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }

        private set
        {
            var at = Offset(x, y);
            (_pixels[at], _pixels[at + 1], _pixels[at + 2], _pixels[at + 3]) = (value.Red, value.Green, value.Blue, 255);
        }
    }

    /// <summary>Fills the part of a box that lies in the picture.</summary>
    public void Fill(int left, int top, int boxWidth, int boxHeight, Rgb colour)
    {
        for (var y = Math.Max(top, 0); y < Math.Min(top + boxHeight, Height); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + boxWidth, Width); x++)
            {
                this[x, y] = colour;
            }
        }
    }

    /// <summary>Copies an RGB picture, which must lie inside this one.</summary>
    /// <param name="rgb">Row-major, first row at the top, 3 bytes per pixel.</param>
    public void Draw(ReadOnlySpan<byte> rgb, int pictureWidth, int pictureHeight, int left, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3 * pictureWidth * pictureHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + pictureWidth, Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + pictureHeight, Height);
        for (var y = 0; y < pictureHeight; y++)
        {
            var row = rgb.Slice(3 * y * pictureWidth, 3 * pictureWidth);
            for (var x = 0; x < pictureWidth; x++)
            {
                this[left + x, top + y] = new(row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]);
            }
        }
    }

    /// <summary>Copies a camera's picture, which must lie inside this one.</summary>
    public void Draw(ImageFrame image, int left, int top) => Draw(image.Rgb.Span, image.Width, image.Height, left, top);

    /// <summary>Writes one line; what does not fit into <paramref name="maxWidth"/> pixels is replaced by two dots.</summary>
    public void Write(string text, int left, int top, Rgb colour, int maxWidth)
    {
        var letters = Math.Max(maxWidth / PixelFont.Advance, 2);
        var line = text.Length <= letters ? text : string.Concat(text.AsSpan(0, letters - 2), "..");
        foreach (var letter in line)
        {
            var rows = PixelFont.Rows(letter);
            for (var y = 0; y < PixelFont.GlyphHeight; y++)
            {
                for (var x = 0; x < PixelFont.GlyphWidth; x++)
                {
                    if ((rows[y] >> (PixelFont.GlyphWidth - 1 - x) & 1) == 1)
                    {
                        Fill(left + x, top + y + PixelFont.Drop(letter), 1, 1, colour);
                    }
                }
            }
            left += PixelFont.Advance;
        }
    }

    /// <summary>In the graphics library's hands; dispose it.</summary>
    internal SKImage ToImage() =>
        SKImage.FromPixelCopy(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque), _pixels, Width * Channels);

    private int Offset(int x, int y) => ((y * Width) + x) * Channels;
}
