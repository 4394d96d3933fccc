using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>Wood for handles: the grain runs along v.</summary>
internal static class Wood
{
    public static Rgb Beech(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0xC08A50).Mix(Rgb.Hex(0xDDB07A), Noise.Fractal(3, v * 5, c * 2, s * 2, 3));
        return color.Mix(Rgb.Hex(0x8A5A2C), 0.6 * PortableMath.SmoothStep(0.60, 0.80, Noise.At(5, v * 4, c * 6, s * 6)));
    }
}
