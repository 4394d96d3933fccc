using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A round slice: skin, firm flesh, six chambers of seeds in jelly, a pale core.</summary>
internal static class TomatoSlice
{
    private const double Radius = 0.055;
    private const int Chambers = 6;

    public static ObjectModel Create() =>
        Slab.Round("tomato_slice", 3089, new(new(-Radius, -Radius, -0.0022), new(Radius, Radius, 0.0022)), Print, 0.0009, 0.7, 0.6);

    private static Rgb Print(double x, double y)
    {
        var radius = Math.Sqrt((x * x) + (y * y)) / Radius;
        var angle = PortableMath.Atan2(y, x);
        var flesh = Rgb.Hex(0xE0402C).Mix(Rgb.Hex(0xEF6A4C), Noise.Fractal(2600, x * 180, y * 180, 3));
        if (radius > 0.955)
            return Rgb.Hex(0xB51A14);
        // The chamber whose middle is nearest, and the place inside it, along and across its radius.
        var turn = (angle / (2 * Math.PI) * Chambers) + 0.3;
        var chamber = (int)Math.Round(turn);
        var offset = (turn - chamber) * 2 * Math.PI / Chambers;
        var (along, across) = (radius * PortableMath.Cos(offset), radius * PortableMath.Sin(offset));
        var wobble = 0.03 * (Noise.At(2601, x * 220, y * 220) - 0.5);
        // A rounded wedge between the walls.
        var wedge = Math.Max(Math.Max(0.30 - along, radius - 0.80), Math.Abs(across) - (0.46 * along) + 0.055) + wobble;
        if (wedge > 0)
        {
            var core = PortableMath.SmoothStep(0.34, 0.10, radius + wobble);
            return flesh.Mix(Rgb.Hex(0xF8C9A8), 0.85 * core);
        }
        var jelly = Rgb.Hex(0xC62A12).Mix(Rgb.Hex(0xD9701C), PortableMath.SmoothStep(-0.02, -0.12, wedge));
        foreach (
            var (seedAlong, seedAcross, lean) in ((double, double, double)[])
                [(0.43, 0.03, 0.1), (0.52, -0.10, -0.4), (0.56, 0.11, 0.5), (0.66, -0.01, 0), (0.70, -0.19, -0.5), (0.69, 0.19, 0.6)]
        )
        {
            var shift = 0.03 * (Noise.Lattice(2602, chamber, (int)(seedAlong * 100), 0) - 0.5);
            var (u, v) = (along - seedAlong - shift, across - seedAcross + shift);
            var (su, sv) = (
                (u * PortableMath.Cos(lean)) + (v * PortableMath.Sin(lean)),
                (v * PortableMath.Cos(lean)) - (u * PortableMath.Sin(lean))
            );
            var seed = Math.Sqrt((su * su / 2.6) + (sv * sv));
            if (seed < 0.030)
                return Rgb.Hex(0xF3DE9C);
            if (seed < 0.050)
                return Rgb.Hex(0xC99A2E);
        }
        return jelly;
    }
}
