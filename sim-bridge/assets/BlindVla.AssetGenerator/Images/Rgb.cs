using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Images;

/// <summary>A colour as displays take it (sRGB), 0 to 1.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    public static readonly Rgb White = new(1, 1, 1);

    public static readonly Rgb Black = new(0, 0, 0);

    /// <summary>From 0xRRGGBB.</summary>
    public static Rgb Hex(uint value) => new((value >> 16 & 255) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0);

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    public static Rgb operator *(Rgb a, double s) => new(a.R * s, a.G * s, a.B * s);

    /// <summary>This colour at t = 0, the other at t = 1; t is clamped.</summary>
    public Rgb Mix(Rgb other, double t)
    {
        t = PortableMath.Clamp01(t);
        return (this * (1 - t)) + (other * t);
    }

    /// <summary>The ink where the distance to a figure is negative; its edge is two units wide, from -1 to 1.</summary>
    public Rgb Inked(Rgb ink, double distance) => Mix(ink, (1 - distance) / 2);

    /// <summary>To light intensity. A square is close enough to the sRGB curve and exactly reproducible.</summary>
    public Rgb ToLinear() => this * this;

    public Rgb ToDisplay() => new(Math.Sqrt(Math.Max(0, R)), Math.Sqrt(Math.Max(0, G)), Math.Sqrt(Math.Max(0, B)));
}
