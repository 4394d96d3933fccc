using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>An air-mail envelope seen from behind: the flap folded down from +y, a striped border, a stamp in a corner.</summary>
internal static class Envelope
{
    private const double PaperThickness = 0.0007;

    private static readonly BoundingBox Box = new(new(-0.055, -0.0402, -0.0013), new(0.055, 0.0398, 0.0017));

    private static readonly (double X, double Y)[] Flap =
    [
        (-0.0535, 0.0395),
        (-0.004, -0.0060),
        (0, -0.0075),
        (0.004, -0.0060),
        (0.0535, 0.0395),
    ];

    public static ObjectModel Create()
    {
        var pocketTop = Box.Max.Z - PaperThickness;
        var pocket = Slab.Body(Box with { Max = Box.Max with { Z = pocketTop } }, 0.001, 0.0004);
        var flap = Shapes.Extrusion(Flap, pocketTop - 0.0002, Box.Max.Z);
        return Slab.Of(
            "envelope",
            1824,
            Box,
            [Slab.Printed("paper", Mesh.Combine(pocket, flap), Box, Print, 0.05, 0.1)],
            Slab.Contact(Box)
        );
    }

    private static Rgb Print(double x, double y)
    {
        // Millimetres from the middle.
        var (mx, my) = ((x - Box.Center.X) * 1000, (y - Box.Center.Y) * 1000);
        var paper = Rgb.Hex(0xF3EBD8) * (0.95 + (0.06 * Noise.Fractal(3000, mx * 0.2, my * 0.2, 3)));
        var onFlap = Figures.Contains(Flap, x, y);
        if (!onFlap && Math.Min(55 - Math.Abs(mx), 40 - Math.Abs(my)) < 4.2)
        {
            var stripe = (mx + my) / 7.5;
            var phase = (stripe - Math.Floor(stripe / 2) * 2) * 2;
            return phase < 1 ? Rgb.Hex(0xC8202C)
                : phase is >= 2 and < 3 ? Rgb.Hex(0x1F3F94)
                : paper;
        }
        // The flap's edge and its shadow, and the seams of the side flaps below it.
        var edge = Math.Min(Figures.Stroke(mx, my, (-53.5, 39.7), (0, -7.3), 0), Figures.Stroke(mx, my, (53.5, 39.7), (0, -7.3), 0));
        if (edge < 0.7)
            return Rgb.Hex(0x8F8468);
        if (!onFlap)
        {
            paper *= 1 - (0.30 * PortableMath.SmoothStep(5, 0.7, edge));
            var seam = Math.Min(Figures.Stroke(mx, my, (-50, -36), (-7, 0), 0), Figures.Stroke(mx, my, (50, -36), (7, 0), 0));
            if (seam < 0.5)
                return paper * 0.70;
            var stamp = Stamp(mx - 31, my + 23.5);
            if (stamp is { } ink)
                return ink;
        }
        else if (Figures.Disc(mx, my - 3, 6) < 0)
        {
            // A wax seal.
            var rim = Figures.Disc(mx, my - 3, 4.2);
            return rim is > -0.5 and < 0.4 ? Rgb.Hex(0x6E0F14) : Rgb.Hex(0xA81C22);
        }
        return paper;
    }

    private static Rgb? Stamp(double x, double y)
    {
        const double HalfWidth = 9;
        const double HalfHeight = 10.5;
        var border = Figures.Rectangle(x, y, HalfWidth, HalfHeight);
        if (border > 0)
            return null;
        // Half-round perforations every 3 mm.
        var (u, v) = (x - (3 * Math.Round(x / 3)), y - (3 * Math.Round(y / 3)));
        if (border > -1 && Math.Min(Figures.Disc(Math.Abs(x) - HalfWidth, v, 0.8), Figures.Disc(u, Math.Abs(y) - HalfHeight, 0.8)) < 0)
            return null;
        if (border > -1.8)
            return Rgb.White;
        if (Figures.Disc(x - 2, y - 3, 3) < 0)
            return Rgb.Hex(0xF8D84A);
        return y < -3 + (2 * PortableMath.Sin(x * 0.6)) ? Rgb.Hex(0x2E7D46) : Rgb.Hex(0x58B0DC);
    }
}
