using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>Worn cast iron: rings of blocks around a field of studs, two slots for the lifting keys.</summary>
internal static class ManholeCover
{
    private const double Radius = 0.055;

    public static ObjectModel Create() =>
        Slab.Round("manhole_cover", 3743, new(new(-Radius, -Radius, -0.0022), new(Radius, Radius, 0.0022)), Print, 0.0005, 0.35, 0.3);

    private static Rgb Print(double x, double y)
    {
        (x, y) = (x * 1000, y * 1000);
        if (Figures.Rectangle(Math.Abs(y) - 37, x, 1.5, 4, 1.5) < 0)
            return Rgb.Hex(0x0C0B0A);
        var high = Height(x, y);
        // Light grazes the relief from one side.
        var slope = Height(x - 0.35, y - 0.25) - Height(x + 0.35, y + 0.25);
        var iron = Rgb.Hex(0x3E3B38).Mix(Rgb.Hex(0x8C867E), high);
        iron = iron.Mix(
            Rgb.Hex(0x7A4A2A),
            0.55 * PortableMath.SmoothStep(0.50, 0.75, Noise.Fractal(2900, x * 0.09, y * 0.09, 3)) * (1 - (0.6 * high))
        );
        return iron * (0.92 + (0.16 * Noise.At(2901, x * 2.4, y * 2.4)) - (0.45 * slope));
    }

    /// <summary>0 ground, 1 relief; millimetres.</summary>
    private static double Height(double x, double y)
    {
        var radius = Math.Sqrt((x * x) + (y * y));
        if (radius is > 50.5 or > 29 and < 31)
            return 1;
        if (radius > 31)
        {
            // Two rings of blocks, the inner half a block further round.
            var outer = radius > 41;
            var count = outer ? 36 : 28;
            var turn = (PortableMath.Atan2(y, x) / (2 * Math.PI) * count) + (outer ? 0 : 0.5);
            var along = Math.Abs(turn - Math.Round(turn)) * 2 * Math.PI / count * radius;
            return radius is > 42.5 and < 48.5 or > 33 and < 39.5 && along < 2.9
                ? along < 2.9
                    ? 1
                    : 0
                : 0;
        }
        // A name plate, upright when seen from +x.
        var plate = Figures.Rectangle(x, y, 9.3, 21, 1);
        if (plate < 0)
            return plate > -1.4 || Lettering.IsInk("CITY", (y + 17) / 34, (-x + 6) / 12) ? 1 : 0;
        const double Pitch = 6.2;
        var (u, v) = (x - (Pitch * Math.Round(x / Pitch)), y - (Pitch * Math.Round(y / Pitch)));
        return radius < 27.5 && plate > 1 && Figures.Rectangle(u, v, 2, 2, 0.5) < 0 ? 1 : 0;
    }
}
