using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>What grows, flows, falls and rots. Tones come in steps, which keeps the files small.</summary>
internal static class NaturalPatterns
{
    public static Rgb Zebra(double x, double y)
    {
        var phase = (x / 62) + (4.2 * Noise.Fractal(5100, x / 300, y / 300, 2)) + (1.6 * PortableMath.Sin(y / 170));
        var stripe = PortableMath.Sin(phase * Math.PI) + (0.35 * (Noise.At(5105, x / 90, y / 60) - 0.5));
        return Rgb.Hex(0xF7F4EC).Mix(Rgb.Hex(0x0C0B0B), (stripe * 12) + 0.5);
    }

    /// <summary>Three layers of fallen and green leaves on dark soil.</summary>
    public static Rgb Leaves(double x, double y)
    {
        const double Cell = 105;
        Rgb[] colors = [Rgb.Hex(0x2E7D1E), Rgb.Hex(0x66A82B), Rgb.Hex(0xC9B21F), Rgb.Hex(0xD9691E), Rgb.Hex(0xA82A1C), Rgb.Hex(0x1E5A2A)];
        var color = Rgb.Hex(0x1E150C);
        for (var layer = 0; layer < 3; layer++)
        {
            var (column, row) = ((int)Math.Floor(x / Cell), (int)Math.Floor(y / Cell));
            for (var cell = 0; cell < 9; cell++)
            {
                var (i, j) = (column + (cell % 3) - 1, row + (cell / 3) - 1);
                double Draw(int what) => Noise.Lattice(5110, i, j, (layer * 8) + what);
                var (u, v) = (x - ((i + Draw(0)) * Cell), y - ((j + Draw(1)) * Cell));
                var angle = 2 * Math.PI * Draw(2);
                var (cos, sin) = (PortableMath.Cos(angle), PortableMath.Sin(angle));
                var (along, across) = ((u * cos) + (v * sin), Math.Abs((v * cos) - (u * sin)));
                // Two arcs that meet in a tip at both ends.
                var halfLength = 52 + (22 * Draw(3));
                if (Math.Abs(along) > halfLength)
                    continue;
                var outline = across - (0.44 * halfLength * (1 - (along * along / (halfLength * halfLength))));
                if (outline > 5)
                    continue;
                var leaf = colors[(int)(Draw(4) * 5.999)];
                var rib = across - (0.7 * along);
                var vein = Math.Min(across - 1.8, Math.Abs(rib - (14 * Math.Round(rib / 14))) - 1.1);
                color = color.Inked(color * 0.35, outline - 3.5).Inked(leaf.Inked(leaf.Mix(Rgb.Hex(0xF0E6A0), 0.5), vein), outline);
            }
        }
        return color;
    }

    /// <summary>Bright lines of light on the floor of a pool.</summary>
    public static Rgb Water(double x, double y)
    {
        var (wx, wy) = (x + (70 * Noise.Fractal(5120, x / 160, y / 160, 2)), y + (70 * Noise.Fractal(5125, x / 160, y / 160, 2)));
        var ridge = Math.Min(
            Math.Abs(Noise.At(5130, wx / 95, wy / 95) - 0.5),
            Math.Abs(Noise.At(5131, (wx + wy) / 120, (wy - wx) / 120) - 0.5)
        );
        var light = Stepped(PortableMath.SmoothStep(0.13, 0.0, ridge), 8);
        var depth = Stepped(Noise.At(5132, x / 260, y / 260), 6);
        return Rgb.Hex(0x003E7A).Mix(Rgb.Hex(0x0A8CC2), depth).Mix(Rgb.Hex(0xE8FFFF), light);
    }

    public static Rgb Rust(double x, double y)
    {
        var rot = Noise.Fractal(5140, x / 210, y / 210, 4);
        var grain = Stepped(Noise.Fractal(5150, x / 26, y / 26, 2), 5);
        var paint = Rgb.Hex(0x2C8C93) * (0.92 + (0.1 * grain));
        var metal =
            Rgb.Hex(0x4A1C0A)
                .Mix(Rgb.Hex(0xD9691C), Stepped(PortableMath.SmoothStep(0.25, 0.75, Noise.Fractal(5160, x / 70, y / 70, 3)), 7))
            * (0.72 + (0.4 * grain));
        // Where paint flakes off, a pale edge and then bare, rotten metal; streaks run down from it.
        var streak = 0.09 * PortableMath.SmoothStep(0.55, 0.85, Noise.At(5170, x / 34, y / 420));
        var bare = rot + streak - 0.50;
        if (bare > 0.012)
            return metal;
        return bare > -0.004 ? Rgb.Hex(0xF0D9A8) : paint;
    }

    /// <summary>Combed inks, as on the endpapers of old books.</summary>
    public static Rgb Marbling(double x, double y)
    {
        Rgb[] inks = [Rgb.Hex(0x12264F), Rgb.Hex(0xF4E9D2), Rgb.Hex(0xB3202C), Rgb.Hex(0xE3A82B), Rgb.Hex(0x1E8A7A), Rgb.Hex(0xF4E9D2)];
        var (wx, wy) = (Noise.Fractal(5180, x / 330, y / 330, 3) - 0.5, Noise.Fractal(5185, x / 330, y / 330, 3) - 0.5);
        var comb = 42 * PortableMath.Sin((x + (160 * wx)) / 52);
        var place = ((y + comb + (640 * wy)) / 38) + (3 * wx);
        var band = (int)Math.Floor(place);
        var into = (place - band) * 30;
        return inks[Index(band)].Inked(inks[Index(band + 1)], 30 - into);

        int Index(int value) => ((value % inks.Length) + inks.Length) % inks.Length;
    }

    /// <summary>Six-armed crystals of many sizes before a winter sky.</summary>
    public static Rgb Snow(double x, double y)
    {
        var color = Rgb.Hex(0x1B3F8F).Mix(Rgb.Hex(0x6FA8E8), Stepped(y / 960, 12));
        foreach (var (size, seed) in ((double, uint)[])[(60, 5190), (110, 5191), (190, 5192)])
        {
            var (column, row) = ((int)Math.Floor(x / size), (int)Math.Floor(y / size));
            double Draw(int what) => Noise.Lattice(seed, column, row, what);
            var reach = size * (0.30 + (0.16 * Draw(0)));
            // The crystal stays within its cell.
            var free = size - (2 * reach);
            var (u, v) = (x - (column * size) - reach - (free * Draw(1)), y - (row * size) - reach - (free * Draw(2)));
            color = color.Inked(Rgb.White, Crystal(u, v, reach, 2 * Math.PI * Draw(3)));
        }
        return color;
    }

    /// <summary>Distance to a star of six arms with two pairs of twigs each.</summary>
    private static double Crystal(double x, double y, double reach, double turn)
    {
        var radius = Math.Sqrt((x * x) + (y * y));
        if (radius > reach + 2)
            return radius - reach;
        var sector = (PortableMath.Atan2(y, x) - turn) / (Math.PI / 3);
        var angle = Math.Abs(sector - Math.Round(sector)) * Math.PI / 3;
        var (along, across) = (radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle));
        var pen = 0.055 * reach;
        var arm = Figures.Stroke(along, across, (0, 0), (reach - pen, 0), pen);
        foreach (var (start, length) in ((double, double)[])[(0.40, 0.30), (0.68, 0.22)])
            arm = Math.Min(
                arm,
                Figures.Stroke(along, across, (start * reach, 0), ((start + (0.5 * length)) * reach, 0.866 * length * reach), 0.8 * pen)
            );
        return arm;
    }

    private static double Stepped(double value, int steps) => Math.Round(value * steps) / steps;
}
