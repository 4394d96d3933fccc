using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A black record with the sheen of its grooves, and a red label.</summary>
internal static class GramophoneDisk
{
    private const double Radius = 0.055;

    public static ObjectModel Create() =>
        Slab.Round("gramophone_disk", 2193, new(new(-Radius, -Radius, -0.0013), new(Radius, Radius, 0.0013)), Print, 0.0006, 0.5, 0.6);

    private static Rgb Print(double x, double y)
    {
        // Millimetres.
        (x, y) = (x * 1000, y * 1000);
        var radius = Math.Sqrt((x * x) + (y * y));
        if (radius < 1.7)
            return Rgb.Hex(0xE9E4DA);
        if (radius < 18.5)
        {
            if (radius is > 17 or < 4.2)
                return Rgb.Hex(0xF1D9A0);
            // The lettering reads from the side of +x.
            return Lettering.IsInk("MUSIC", (y + 10) / 20, (-x - 6.5) / 6) || Lettering.IsInk("SIDE A", (y + 9) / 18, (-x + 11.5) / 4.5)
                ? Rgb.Hex(0xF8EBCB)
                : Rgb.Hex(0xC8261E);
        }
        // Every groove mirrors the light in two opposite wedges.
        var wedge = PortableMath.Cos(PortableMath.Atan2(y, x) - 0.9);
        var sheen = wedge * wedge * wedge * wedge;
        sheen *= sheen;
        var tone = 0.055 + (0.38 * sheen) + (0.035 * PortableMath.Sin(radius * 5.2)) + (0.04 * (Noise.At(2800, radius * 1.5, 0.5) - 0.5));
        // Silent bands between the pieces, the run-out, the bead at the rim.
        if (radius is > 28.2 and < 29 or > 36.6 and < 37.4 or > 45 and < 45.8 or < 21.5 or > 53.2)
            tone = 0.03 + (0.20 * sheen);
        return new(tone, tone, tone * 1.06);
    }
}
