namespace BlindVla.Imaging;

/// <summary>What is drawn on: pictures, filled boxes, letters.</summary>
public sealed class Canvas(int width, int height)
{
    private const int Channels = Picture.Channels;

    private readonly byte[] _pixels = new byte[checked(width * height * Channels)];

    /// <summary>Height of a line of text with its margins.</summary>
    public const int LineHeight = Lettering.Height + 3;

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>What has been drawn; a window on the canvas, which shows what is drawn later too.</summary>
    public Picture Picture => new(Width, Height, _pixels);

    /// <summary>Fills the part of a box that lies on the canvas.</summary>
    public void Fill(int left, int top, int boxWidth, int boxHeight, Rgb colour)
    {
        for (var y = Math.Max(top, 0); y < Math.Min(top + boxHeight, Height); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + boxWidth, Width); x++)
            {
                var at = Offset(x, y);
                (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
        }
    }

    /// <summary>Copies a picture, which must lie inside.</summary>
    public void Draw(Picture picture, int left, int top)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + picture.Width, Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + picture.Height, Height);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Row(y).CopyTo(_pixels.AsSpan(Offset(left, top + y)));
        }
    }

    /// <summary>Writes one line; the end of what does not fit into <paramref name="maxWidth"/> pixels is replaced by dots.</summary>
    public void Write(string text, int left, int top, Rgb colour, int maxWidth)
    {
        var line = Lettering.Draw(text, maxWidth);
        for (var y = Math.Max(0, -top); y < Math.Min(Lettering.Height, Height - top); y++)
        {
            for (var x = Math.Max(0, -left); x < Math.Min(line.Width, Width - left); x++)
            {
                var ink = line.Ink[(y * line.Width) + x];
                var at = Offset(left + x, top + y);
                _pixels[at] = Mixed(_pixels[at], colour.Red, ink);
                _pixels[at + 1] = Mixed(_pixels[at + 1], colour.Green, ink);
                _pixels[at + 2] = Mixed(_pixels[at + 2], colour.Blue, ink);
            }
        }
    }

    private static byte Mixed(byte below, byte above, byte ink) => (byte)(((below * (255 - ink)) + (above * ink) + 127) / 255);

    private int Offset(int x, int y) => ((y * Width) + x) * Channels;
}
