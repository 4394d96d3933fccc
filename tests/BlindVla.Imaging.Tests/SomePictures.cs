namespace BlindVla.Imaging.Tests;

/// <summary>Pictures with something in every corner.</summary>
internal static class SomePictures
{
    /// <summary>Slopes in each colour, and a red box that moves with the number.</summary>
    public static Picture Number(int number, int width = 40, int height = 30)
    {
        var canvas = new Canvas(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                canvas.Fill(x, y, 1, 1, new((byte)(255 * x / width), (byte)(255 * y / height), 90));
            }
        }
        canvas.Fill(4 + (2 * number), 8, 6, 6, new(250, 10, 20));
        return canvas.Picture;
    }
}
