using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>Walls, floors and boards.</summary>
internal static class BuiltPatterns
{
    private const double BrickWidth = 150;
    private const double BrickHeight = 60;

    // Words on the wall: text, left, top, width, height, lean to the right per pixel up, colour, outline.
    private static readonly (string Word, double X, double Y, double Width, double Height, double Lean, Rgb Ink, Rgb Outline)[] Words =
    [
        ("WILD", 60, 70, 520, 250, 0.25, Rgb.Hex(0xFF2E93), Rgb.Hex(0x12081E)),
        ("ZOOM", 640, 330, 560, 240, -0.20, Rgb.Hex(0x22E0E6), Rgb.Hex(0x0B1030)),
        ("ART", 150, 600, 430, 260, 0.12, Rgb.Hex(0xFFE21F), Rgb.Hex(0xB3001B)),
        ("YES", 760, 690, 380, 200, 0.20, Rgb.Hex(0x7CFF3A), Rgb.Hex(0x102A08)),
        ("ROBOT", 660, 60, 480, 170, 0.15, Rgb.Hex(0xFF8A00), Rgb.Hex(0xFFFFFF)),
    ];

    public static Rgb Brick(double x, double y)
    {
        var row = (int)Math.Floor(y / BrickHeight);
        var shifted = x + ((row & 1) * BrickWidth / 2);
        var column = (int)Math.Floor(shifted / BrickWidth);
        var (u, v) = (shifted - ((column + 0.5) * BrickWidth), y - ((row + 0.5) * BrickHeight));
        var tone = Noise.Lattice(5200, column, row, 0);
        var clay =
            Rgb.Hex(0x7A2A1C).Mix(Rgb.Hex(0xC8603C), tone) * (0.88 + (0.08 * Math.Round(3 * Noise.Fractal(5201, x / 22, y / 14, 2))));
        var edge = Figures.Rectangle(u, v, (BrickWidth / 2) - 5, (BrickHeight / 2) - 5, 4);
        // Lit from above: the lower edge of a brick is dark.
        clay = clay.Inked(clay * (v > 0 ? 0.6 : 1.25), -4 - edge);
        return Rgb.Hex(0xD2CCC0).Inked(clay, edge);
    }

    /// <summary>Chips of coloured stone in pale cement: the cells nearest to scattered points, drawn in from their neighbours.</summary>
    public static Rgb Terrazzo(double x, double y)
    {
        const double Cell = 62;
        Rgb[] colors = [Rgb.Hex(0xD9483B), Rgb.Hex(0x1F3A5F), Rgb.Hex(0xE8A33D), Rgb.Hex(0x3D8F7A), Rgb.Hex(0x8C5A8C), Rgb.Hex(0x2B2B2B)];
        var (column, row) = ((int)Math.Floor(x / Cell), (int)Math.Floor(y / Cell));
        var (first, second) = (double.PositiveInfinity, double.PositiveInfinity);
        var (nearestColumn, nearestRow) = (0, 0);
        for (var cell = 0; cell < 25; cell++)
        {
            var (i, j) = (column + (cell % 5) - 2, row + (cell / 5) - 2);
            var (u, v) = (x - ((i + Noise.Lattice(5210, i, j, 0)) * Cell), y - ((j + Noise.Lattice(5210, i, j, 1)) * Cell));
            var distance = Math.Sqrt((u * u) + (v * v));
            if (distance < first)
            {
                second = first;
                (first, nearestColumn, nearestRow) = (distance, i, j);
            }
            else if (distance < second)
            {
                second = distance;
            }
        }
        var chip = colors[(int)(Noise.Lattice(5210, nearestColumn, nearestRow, 2) * 5.999)];
        var shrink = 8 + (26 * Noise.Lattice(5210, nearestColumn, nearestRow, 3));
        return Rgb.Hex(0xF2ECDF).Inked(chip, shrink + first - second);
    }

    /// <summary>Tracks, pads and black chips on green lacquer.</summary>
    public static Rgb Circuit(double x, double y)
    {
        const double Cell = 40;
        const double Block = 320;
        var copper = Rgb.Hex(0xE8C84A);
        var board = Rgb.Hex(0x064A24);
        var (blockColumn, blockRow) = ((int)Math.Floor(x / Block), (int)Math.Floor(y / Block));
        // One chip in every block of eight by eight cells, with legs on its long sides.
        var (u, v) = (x - ((blockColumn + 0.5) * Block), y - ((blockRow + 0.5) * Block));
        if (((blockColumn + blockRow) & 1) == 1)
            (u, v) = (v, -u);
        var body = Figures.Rectangle(u, v, 92, 48, 6);
        var legs = Figures.Rectangle(u - (24 * Math.Round(u / 24)), Math.Abs(v) - 58, 6, 14, 2);
        if (Math.Abs(u) > 84)
            legs = 10;
        if (body < 2 || legs < 2)
        {
            var chip = board
                .Inked(Rgb.Hex(0xC9CED2), legs)
                .Inked(Rgb.Hex(0x111315), body)
                .Inked(Rgb.Hex(0x3A3E42), Figures.Disc(u + 72, v, 9));
            return Lettering.IsInk("MCU", (u + 40) / 90, (16 - v) / 32) ? Rgb.Hex(0xD8D8D8) : chip;
        }
        var (column, row) = ((int)Math.Floor(x / Cell), (int)Math.Floor(y / Cell));
        var track = double.PositiveInfinity;
        for (var cell = 0; cell < 9; cell++)
        {
            var (i, j) = (column + (cell % 3) - 1, row + (cell / 3) - 1);
            var from = ((i + 0.5) * Cell, (j + 0.5) * Cell);
            var (dx, dy) = (int)(Noise.Lattice(5220, i, j, 0) * 5.999) switch
            {
                0 or 1 => (1, 0),
                2 or 3 => (0, 1),
                4 => (1, 1),
                _ => (1, -1),
            };
            track = Math.Min(track, Figures.Stroke(x, y, from, (from.Item1 + (dx * Cell), from.Item2 + (dy * Cell)), 5));
            if (Noise.Lattice(5221, i, j, 0) < 0.30)
            {
                var pad = Figures.Disc(x - from.Item1, y - from.Item2, 13);
                if (pad < 1)
                    return copper.Inked(Rgb.Hex(0xF4F0E0), pad + 3).Inked(Rgb.Hex(0x0A1A10), pad + 8);
            }
        }
        return board.Inked(Rgb.Hex(0x2FA84F), track);
    }

    /// <summary>Sprayed words and lines on a wall, with drips.</summary>
    public static Rgb Graffiti(double x, double y)
    {
        var color = (Brick(x, y) * 0.45) + (Rgb.Hex(0x8E9499) * 0.40);
        // Broad lines that swing across the wall.
        foreach (
            var (height, swing, length, width, ink) in ((double, double, double, double, Rgb)[])
                [(420, 150, 210, 30, Rgb.Hex(0x7B2CFF)), (640, 110, 150, 22, Rgb.Hex(0xFFFFFF)), (230, 120, 260, 26, Rgb.Hex(0x00B84A))]
        )
        {
            var line = height + (swing * PortableMath.Sin(x / length));
            // Steeper places are wider when measured upwards.
            var slope = swing / length * PortableMath.Cos(x / length);
            color = color.Inked(ink, (Math.Abs(y - line) / Math.Sqrt(1 + (slope * slope))) - width);
            color = color.Inked(ink, Drip(x, y, line, ink.G));
        }
        foreach (var (word, left, top, width, height, lean, ink, outline) in Words)
        {
            bool IsInk(double dx, double dy)
            {
                var v = 1 - ((y + dy - top) / height);
                return Lettering.IsInk(word, (x + dx - left - (lean * height * v)) / width, v);
            }
            if (IsInk(0, 0))
                color = ink.Mix(Rgb.White, 0.7 * PortableMath.SmoothStep(0.4, 0.0, (y - top) / height));
            else if (IsInk(9, 0) || IsInk(-9, 0) || IsInk(0, 9) || IsInk(0, -9) || IsInk(-14, -14))
                color = outline;
        }
        return color;
    }

    /// <summary>Distance to paint that ran down from a line, here and there.</summary>
    private static double Drip(double x, double y, double line, double seed)
    {
        const double Spacing = 46;
        var index = (int)Math.Floor(x / Spacing);
        double Draw(int what) => Noise.Lattice(5230, index, (int)(seed * 255), what);
        if (Draw(0) < 0.5)
            return double.PositiveInfinity;
        var column = (index + 0.2 + (0.6 * Draw(1))) * Spacing;
        return Figures.Stroke(x, y, (column, line), (column, line + 30 + (140 * Draw(2))), 5);
    }
}
