using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A yellow ruled pad with a wire spiral along its head, which is at -x, and a few lines of handwriting.</summary>
internal static class Notepad
{
    private const int Coils = 12;
    private const double CoilSpacing = 0.0062;

    private static readonly BoundingBox Box = new(new(-0.055, -0.04, -0.002), new(0.055, 0.04, 0.002));

    public static ObjectModel Create()
    {
        var pages = Slab.Body(new(Box.Min with { X = -0.0525 }, Box.Max with { Z = 0.0014 }), 0.002, 0.0004);
        var wires = Enumerable
            .Range(0, Coils)
            .Select(i => Shapes.Box(new(Box.Min.X, CoilY(i) - 0.0009, Box.Min.Z), new(-0.0465, CoilY(i) + 0.0009, Box.Max.Z), 0.0004));
        return Slab.Of(
            "notepad",
            3087,
            Box,
            [
                Slab.Printed("pages", pages, Box, Print, 0.05, 0.1),
                new("spiral", Mesh.Combine([.. wires]), new(Rgb.Hex(0x6E747A), Specular: 0.8, Shininess: 0.6)),
            ],
            Slab.Contact(Box with { Min = Box.Min with { X = -0.0535 } })
        );
    }

    private static double CoilY(int coil) => (coil - ((Coils - 1) / 2.0)) * CoilSpacing;

    private static Rgb Print(double x, double y)
    {
        // Millimetres across the page, and down from its head.
        var (across, down) = (y * 1000, (x + 0.0525) * 1000);
        var paper = Rgb.Hex(0xF8E37A) * (0.96 + (0.05 * Noise.At(3100, across * 0.1, down * 0.1)));
        var hole = (y / CoilSpacing) + 0.5;
        if (Figures.Rectangle((hole - Math.Round(hole)) * CoilSpacing * 1000, down - 6, 1.7, 1.7, 0.6) < 0)
            return Rgb.Hex(0x3A3528);
        if (down < 11)
            return down > 10.2 ? Rgb.Hex(0xC7AE4C) : paper * 0.93;
        if (Math.Abs(across + 27) < 0.55 || Math.Abs(across + 25) < 0.35)
            return Rgb.Hex(0xD8433C);
        const double LineHeight = 8.2;
        var line = (int)Math.Floor((down - 17) / LineHeight);
        var below = down - 17 - (line * LineHeight);
        if (down > 16 && below < 0.8)
            return Rgb.Hex(0x5C8FC4);
        // Handwriting: a wave that wanders, broken into words, on four lines.
        if (
            line is >= 0 and <= 3
            && across > -22
            && across < (line == 3 ? 4 : 26 + (6 * Noise.Lattice(3101, line, 0, 0)))
            && Noise.At(3102, across * 0.16, line * 7.3) > 0.30
        )
        {
            var pen =
                5.2
                + (1.7 * PortableMath.Sin((across * 1.9) + (2.4 * Noise.At(3103, across * 0.5, line * 3.1))))
                + (0.8 * Noise.At(3104, across * 0.8, line));
            if (Math.Abs(below - pen) < 0.85)
                return Rgb.Hex(0x27348B);
        }
        return paper;
    }
}
