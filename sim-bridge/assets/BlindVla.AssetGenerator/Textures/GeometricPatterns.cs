using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>Regular figures in flat colours.</summary>
internal static class GeometricPatterns
{
    public static Rgb Checker(double x, double y)
    {
        const double Square = 80;
        return (((int)(x / Square) + (int)(y / Square)) & 1) == 0 ? Rgb.Hex(0x0A0A0A) : Rgb.Hex(0xFAFAFA);
    }

    public static Rgb Stripes(double x, double y)
    {
        const double Width = 50;
        Rgb[] colors = [Rgb.Hex(0xE4002B), Rgb.Hex(0xFFFFFF), Rgb.Hex(0x0033A0), Rgb.Hex(0xFFD100)];
        var place = (x + y) / Math.Sqrt(2);
        var stripe = (int)(place / Width);
        // The next colour begins softly over the last pixel.
        return colors[stripe % colors.Length].Inked(colors[(stripe + 1) % colors.Length], ((stripe + 1) * Width) - place);
    }

    public static Rgb PolkaDots(double x, double y)
    {
        const double Spacing = 110;
        Rgb[] colors = [Rgb.Hex(0xFF3D7F), Rgb.Hex(0xFFF14A), Rgb.Hex(0xFFFFFF), Rgb.Hex(0xFF8A1F)];
        // Every other row is shifted by half a dot.
        var row = (int)Math.Floor(y / (Spacing * 0.866));
        var shifted = x + ((row & 1) * Spacing / 2);
        var column = (int)Math.Floor(shifted / Spacing);
        var (u, v) = (shifted - ((column + 0.5) * Spacing), y - ((row + 0.5) * Spacing * 0.866));
        return Rgb.Hex(0x006E7F).Inked(colors[(column + (2 * row)) & 3], Figures.Disc(u, v, 34));
    }

    /// <summary>Independent channels, each on or off or between, in blocks that survive a reduction to 224 pixels.</summary>
    public static Rgb Noise(double x, double y)
    {
        const double Block = 16;
        var (column, row) = ((int)(x / Block), (int)(y / Block));
        double Channel(int channel) => Math.Round(Numerics.Noise.Lattice(5006, column, row, channel) * 4) / 4;
        return new(Channel(0), Channel(1), Channel(2));
    }

    public static Rgb Plaid(double x, double y)
    {
        // Twill: warp above weft on one diagonal in four pixels out of eight.
        var isWarp = (((int)(x + y) >> 2) & 1) == 0;
        return Thread(isWarp ? x : y);

        static Rgb Thread(double place)
        {
            const double Sett = 240;
            var at = place - (Math.Floor(place / Sett) * Sett);
            return at switch
            {
                < 90 => Rgb.Hex(0xC8102E),
                < 102 => Rgb.Hex(0xFFD600),
                < 150 => Rgb.Hex(0x0B3D1E),
                < 156 => Rgb.Hex(0xFFFFFF),
                < 204 => Rgb.Hex(0x0B3D1E),
                < 228 => Rgb.Hex(0x10184A),
                _ => Rgb.Hex(0xFFFFFF),
            };
        }
    }

    public static Rgb Hexagons(double x, double y)
    {
        const double Size = 58;
        Rgb[] colors = [Rgb.Hex(0xF6A800), Rgb.Hex(0x7A2E8E), Rgb.Hex(0x00A6A6), Rgb.Hex(0xF2F0E6), Rgb.Hex(0xE4572E), Rgb.Hex(0x2E4057)];
        // Axial coordinates, rounded to the nearest cell of the three that meet.
        var (q, r) = (((Math.Sqrt(3) / 3 * x) - (y / 3)) / Size, 2.0 / 3 * y / Size);
        var s = -q - r;
        var (rq, rr, rs) = (Math.Round(q), Math.Round(r), Math.Round(s));
        var (dq, dr, ds) = (Math.Abs(rq - q), Math.Abs(rr - r), Math.Abs(rs - s));
        if (dq > dr && dq > ds)
            rq = -rr - rs;
        else if (dr > ds)
            rr = -rq - rs;
        var (centerX, centerY) = (Size * Math.Sqrt(3) * (rq + (rr / 2)), Size * 1.5 * rr);
        var (u, v) = (Math.Abs(x - centerX), Math.Abs(y - centerY));
        var toEdge = (Size * Math.Sqrt(3) / 2) - Math.Max(u, (u / 2) + (v * Math.Sqrt(3) / 2));
        var color = colors[(int)(Numerics.Noise.Lattice(5010, (int)rq, (int)rr, 0) * 5.999)];
        return color.Inked(color * 0.7, Math.Abs(toEdge - 22) - 4).Inked(Rgb.Hex(0x101010), toEdge - 5);
    }
}
