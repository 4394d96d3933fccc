namespace BlindVla.AssetGenerator.Images;

/// <summary>8-bit RGB pixels, first row at the top.</summary>
internal sealed class Picture(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = new byte[width * height * 3];

    public Rgb this[int x, int y]
    {
        get
        {
            var at = ((y * Width) + x) * 3;
            return new(Pixels[at] / 255.0, Pixels[at + 1] / 255.0, Pixels[at + 2] / 255.0);
        }
        set
        {
            var at = ((y * Width) + x) * 3;
            Pixels[at] = ToByte(value.R);
            Pixels[at + 1] = ToByte(value.G);
            Pixels[at + 2] = ToByte(value.B);
        }
    }

    /// <summary>The texture, each pixel the mean of 2x2 samples.</summary>
    public static Picture Bake(Texture texture, int width, int height)
    {
        var picture = new Picture(width, height);
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
            {
                var sum = Rgb.Black;
                foreach (var dy in (double[])[0.25, 0.75])
                {
                    foreach (var dx in (double[])[0.25, 0.75])
                        sum += texture((x + dx) / width, 1 - ((y + dy) / height));
                }
                picture[x, y] = sum * 0.25;
            }
        });
        return picture;
    }

    /// <summary>The nearest pixel.</summary>
    public Rgb Sample(double u, double v) =>
        this[Math.Clamp((int)(u * Width), 0, Width - 1), Math.Clamp((int)((1 - v) * Height), 0, Height - 1)];

    private static byte ToByte(double value) => (byte)Math.Clamp((int)Math.Floor((value * 255) + 0.5), 0, 255);
}
