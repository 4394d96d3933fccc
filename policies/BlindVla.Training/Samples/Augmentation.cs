using System.Numerics;
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
        var levels = new float[256];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = Math.Clamp((level / 255f) + brighter, 0, 1);
        }
        // A plane for each channel, as long as whole vectors.
        var pixels = rgb.Length / 3;
        var length = (pixels + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var (red, green, blue) = (new float[length], new float[length], new float[length]);
        var (redSum, greenSum, blueSum) = (0.0, 0.0, 0.0);
        for (var (i, at) = (0, 0); i < pixels; i++, at += 3)
        {
            (red[i], green[i], blue[i]) = (levels[rgb[at]], levels[rgb[at + 1]], levels[rgb[at + 2]]);
            redSum += red[i];
            greenSum += green[i];
            blueSum += blue[i];
        }
        var (redMean, greenMean, blueMean) = ((float)(redSum / pixels), (float)(greenSum / pixels), (float)(blueSum / pixels));
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var (r, g, b) = Turn(
                Contrasted(red, i, redMean, contrast),
                Contrasted(green, i, greenMean, contrast),
                Contrasted(blue, i, blueMean, contrast),
                saturation,
                hue
            );
            Level(r).CopyTo(red, i);
            Level(g).CopyTo(green, i);
            Level(b).CopyTo(blue, i);
        }
        var changed = new byte[rgb.Length];
        for (var (i, at) = (0, 0); i < pixels; i++, at += 3)
        {
            (changed[at], changed[at + 1], changed[at + 2]) = ((byte)red[i], (byte)green[i], (byte)blue[i]);
        }
        return changed;
    }

    private static Vector<float> Contrasted(float[] plane, int at, float mean, float contrast)
    {
        var around = new Vector<float>(mean);
        return Vector.Clamp(((new Vector<float>(plane, at) - around) * contrast) + around, Vector<float>.Zero, Vector<float>.One);
    }

    private static Vector<float> Level(Vector<float> value) => (value * 255) + new Vector<float>(0.5f);

    /// <summary>Through hue, saturation and value (Smith 1978) and back.</summary>
    private static (Vector<float> R, Vector<float> G, Vector<float> B) Turn(
        Vector<float> r,
        Vector<float> g,
        Vector<float> b,
        float saturation,
        float hue
    )
    {
        var value = Vector.Max(r, Vector.Max(g, b));
        var range = value - Vector.Min(r, Vector.Min(g, b));
        // Grey has no hue, and what is worked out of it below is not used.
        var isGrey = Vector.LessThanOrEqual(range, Vector<float>.Zero);
        var sector = Vector.ConditionalSelect(
            Vector.Equals(value, r),
            (g - b) / range,
            Vector.ConditionalSelect(
                Vector.Equals(value, g),
                new Vector<float>(2) + ((b - r) / range),
                new Vector<float>(4) + ((r - g) / range)
            )
        );
        sector += new Vector<float>(6 * hue);
        var pure = Vector.Min(Vector<float>.One, range / value * saturation);
        return (Channel(5), Channel(3), Channel(1));

        Vector<float> Channel(float offset)
        {
            // As `% 6`, of which there is none; where the two differ, beside a multiple of 6, the colour is the same.
            var k = new Vector<float>(offset) + sector + new Vector<float>(12);
            k -= 6 * Vector.Truncate(k / 6);
            var weight = Vector.Clamp(Vector.Min(k, new Vector<float>(4) - k), Vector<float>.Zero, Vector<float>.One);
            return Vector.ConditionalSelect(isGrey, value, value - (value * pure * weight));
        }
    }
}
