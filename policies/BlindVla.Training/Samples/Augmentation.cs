using BlindVla.Core;
using BlindVla.Imaging;

namespace BlindVla.Training;

/// <summary>
/// Changes of a picture that the policy is to bear (openvla, prismatic/vla/datasets): a crop of a fixed area, then brightness, contrast,
/// saturation and hue, each uniform. Values beyond [0, 1] are clipped after each.
/// </summary>
/// <param name="CropArea">Share of the picture that is kept, at a random place; 1 keeps all.</param>
/// <param name="Brightness">Largest value that is added or taken.</param>
/// <param name="Contrast">Largest relative change of the distance to a channel's mean.</param>
/// <param name="Saturation">Largest relative change.</param>
/// <param name="Hue">Largest turn, as a fraction of the circle.</param>
public sealed record Augmentation(double CropArea, double Brightness, double Contrast, double Saturation, double Hue)
{
    /// <summary>That of OpenVLA's fine-tuning script.</summary>
    public static Augmentation OpenVla { get; } = new(0.9, 0.2, 0.2, 0.2, 0.05);

    /// <summary>The changed picture, of the same size, and what became of its coordinates.</summary>
    /// <param name="rgb">size x size x 3 bytes.</param>
    public AugmentedPicture Apply(byte[] rgb, int size, KeyedRandom random)
    {
        if (CropArea >= 1)
        {
            return new(Recolour(rgb, random), 0, 0, 1);
        }
        // Whole pixels, so that nothing but the resampling changes them.
        var kept = (int)Math.Round(Math.Sqrt(CropArea) * size);
        var (x, y) = (random.NextInt(size - kept + 1), random.NextInt(size - kept + 1));
        var cropped = BicubicResampler.Resize(new Picture(size, size, rgb).Cut(x, y, kept, kept), size, size).Rgb.ToArray();
        return new(Recolour(cropped, random), (double)x / size, (double)y / size, (double)kept / size);
    }

    private byte[] Recolour(byte[] rgb, KeyedRandom random)
    {
        var brighter = (float)random.NextDouble(-Brightness, Brightness);
        var contrast = (float)random.NextDouble(1 - Contrast, 1 + Contrast);
        var saturation = (float)random.NextDouble(1 - Saturation, 1 + Saturation);
        var hue = (float)random.NextDouble(-Hue, Hue);
        var values = new float[rgb.Length];
        var levels = new float[256];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = Math.Clamp((level / 255f) + brighter, 0, 1);
        }
        var (red, green, blue) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (values[i], values[i + 1], values[i + 2]) = (levels[rgb[i]], levels[rgb[i + 1]], levels[rgb[i + 2]]);
            red += values[i];
            green += values[i + 1];
            blue += values[i + 2];
        }
        var pixels = rgb.Length / 3;
        var (redMean, greenMean, blueMean) = ((float)(red / pixels), (float)(green / pixels), (float)(blue / pixels));
        var changed = new byte[rgb.Length];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (r, g, b) = Turn(
                Math.Clamp(((values[i] - redMean) * contrast) + redMean, 0, 1),
                Math.Clamp(((values[i + 1] - greenMean) * contrast) + greenMean, 0, 1),
                Math.Clamp(((values[i + 2] - blueMean) * contrast) + blueMean, 0, 1),
                saturation,
                hue
            );
            (changed[i], changed[i + 1], changed[i + 2]) = (Level(r), Level(g), Level(b));
        }
        return changed;
    }

    private static byte Level(float value) => (byte)((value * 255) + 0.5f);

    /// <summary>Through hue, saturation and value (Smith 1978) and back.</summary>
    private static (float R, float G, float B) Turn(float r, float g, float b, float saturation, float hue)
    {
        var value = Math.Max(r, Math.Max(g, b));
        var range = value - Math.Min(r, Math.Min(g, b));
        if (range <= 0)
        {
            return (value, value, value);
        }
        var sector =
            value == r ? (g - b) / range
            : value == g ? 2 + ((b - r) / range)
            : 4 + ((r - g) / range);
        sector += 6 * hue;
        var pure = Math.Min(1, range / value * saturation);
        return (Channel(5), Channel(3), Channel(1));

        float Channel(int offset)
        {
            // As `% 6`, which takes several times as long; where the two differ, beside a multiple of 6, the colour is the same.
            var k = offset + sector + 12;
            k -= 6 * (int)(k / 6);
            return value - (value * pure * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }
}
