using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>The upper half of a folded front page, its head towards -x: masthead, headline, a photograph, columns.</summary>
internal static class Newspaper
{
    private static readonly BoundingBox Box = new(new(-0.0412, -0.0562, 0), new(0.0403, 0.0599, 0.0041));

    public static ObjectModel Create() => Slab.Rectangular("newspaper", 2278, Box, Print, 0.0015, 0.0008, 0, 0.1);

    private static Rgb Print(double x, double y)
    {
        // Millimetres across and up the page.
        var (across, up) = ((y - Box.Center.Y) * 1000, (Box.Center.X - x) * 1000);
        var paper = Rgb.Hex(0xECE7D8) * (0.94 + (0.08 * Noise.Fractal(2300, x * 60, y * 60, 3)));
        // The page sags towards the fold at its lower edge.
        paper *= 1 - (0.25 * PortableMath.SmoothStep(-34, -41, up));
        var ink = Rgb.Hex(0x24221F);
        if (Lettering.IsInk("DAILY NEWS", (across + 53) / 106, (up - 27.5) / 11.5))
            return ink;
        if (Math.Abs(across) < 54 && (Math.Abs(up - 25.6) < 0.7 || Math.Abs(up - 40) < 0.4))
            return ink;
        if (Lettering.IsInk("ROBOT SEES", (across + 10.5) / 64, (up - 14.5) / 9))
            return ink;
        if (across is > -53 and < -14 && up is > -30 and < 23)
            return Photograph((across + 53) / 39, (up + 30) / 53);
        return IsText(across, up) ? paper.Mix(ink, 0.85) : paper;
    }

    /// <summary>Hills under a bright sky, in grey.</summary>
    private static Rgb Photograph(double u, double v)
    {
        var ridge = 0.42 + (0.30 * Noise.At(2310, u * 3, 0.5)) - (0.12 * u);
        var grey = v > ridge ? 0.86 - (0.25 * v) : 0.20 + (0.5 * v) + (0.12 * Noise.At(2311, u * 18, v * 18));
        if (Figures.Disc(u - 0.70, (v - 0.80) * 1.36, 0.10) < 0)
            grey = 1;
        return new(grey, grey, grey * 0.98);
    }

    /// <summary>Three columns of words beside the photograph, one line of caption below it.</summary>
    private static bool IsText(double across, double up)
    {
        const double LineHeight = 3.3;
        const double ColumnWidth = 21.6;
        var line = (int)Math.Floor(up / LineHeight);
        if (up - (line * LineHeight) is < 0.8 or > 2.6)
            return false;
        if (up is < -30.5 and > -36 && across is > -53 and < -20)
            return Noise.Lattice(2321, (int)Math.Floor(across / 1.7), line, 0) > 0.22;
        if (up is > 12.5 or < -37 || across is < -10.5 or > 54)
            return false;
        var column = (int)Math.Floor((across + 10.5) / ColumnWidth);
        var inColumn = across + 10.5 - (column * ColumnWidth);
        var length = Noise.Lattice(2322, column, line, 1) < 0.15 ? 9 : ColumnWidth - 1.8;
        return inColumn < length && Noise.Lattice(2323, (int)Math.Floor(across / 1.8), line, 2) > 0.22;
    }
}
