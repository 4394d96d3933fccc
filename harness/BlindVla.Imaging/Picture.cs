using BlindVla.Core;

namespace BlindVla.Imaging;

/// <summary>Pixels in memory.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb"><c>Height x Width x 3</c> bytes, row-major, first row at the top.</param>
public readonly record struct Picture(int Width, int Height, ReadOnlyMemory<byte> Rgb)
{
    /// <summary>Bytes per pixel.</summary>
    public const int Channels = 3;

    /// <summary>The camera's own memory, not a copy.</summary>
    public static Picture Of(ImageFrame frame) => new(frame.Width, frame.Height, frame.Rgb);

    /// <summary>The colour of one pixel.</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            var pixel = Rgb.Span.Slice(((y * Width) + x) * Channels, Channels);
            return new(pixel[0], pixel[1], pixel[2]);
        }
    }

    /// <summary>One row of pixels.</summary>
    public ReadOnlySpan<byte> Row(int y) => Rgb.Span.Slice(y * Width * Channels, Width * Channels);

    /// <summary>A part of it, in memory of its own; the part must lie inside.</summary>
    public Picture Cut(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + width, Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + height, Height);
        var part = new byte[width * height * Channels];
        for (var y = 0; y < height; y++)
        {
            Row(top + y).Slice(left * Channels, width * Channels).CopyTo(part.AsSpan(y * width * Channels));
        }
        return new(width, height, part);
    }
}
