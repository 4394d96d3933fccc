using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Images;

/// <summary>What tables, floors, walls and things are made of.</summary>
internal static class Surfaces
{
    public static Surface Plain(Rgb color, uint seed) => (x, y) => color * (0.97 + (0.06 * Noise.Fractal(seed, x * 6, y * 6, 2)));

    /// <summary>Grain along x: bands of growth rings cut lengthwise, and fine pores.</summary>
    public static Surface Wood(Rgb dark, Rgb light, uint seed, double scale = 1) =>
        (x, y) =>
        {
            (x, y) = (x / scale, y / scale);
            var wander = Noise.Fractal(seed, x * 2.2, y * 9, 2);
            var rings = (y * 32) + (wander * 9);
            var ring = rings - Math.Floor(rings);
            var band = ring < 0.75 ? ring / 0.75 : (1 - ring) / 0.25;
            var fibre = Noise.At(seed + 7, x * 26, y * 620);
            var pores = PortableMath.SmoothStep(0.74, 0.92, Noise.At(seed + 8, x * 55, y * 900));
            var tone = 0.62 - (0.38 * band * band) + (0.28 * (fibre - 0.5)) + (0.24 * (Noise.At(seed + 9, x * 3, y * 14) - 0.5));
            return dark.Mix(light, tone) * (1 - (0.22 * pores));
        };

    /// <summary>Boards side by side along y, each of its own tone, with staggered butt joints.</summary>
    public static Surface Planks(Surface wood, double width, double length, uint seed) =>
        (x, y) =>
        {
            var row = (int)Math.Floor(y / width);
            var shift = Noise.Lattice(seed, row, 0, 0) * length;
            var board = (int)Math.Floor((x + shift) / length);
            var (u, v) = (x + shift - (board * length), y - (row * width));
            var gap = Math.Min(Math.Min(v, width - v), Math.Min(u, length - u));
            var tone = 0.86 + (0.22 * Noise.Lattice(seed + 1, row, board, 0));
            var offset = Noise.Lattice(seed + 2, row, board, 0) * 40;
            return wood(x + offset, y + (offset * 0.37)) * (tone * (0.45 + (0.55 * PortableMath.SmoothStep(0.0002, 0.0016, gap))));
        };

    public static Surface Marble(Rgb ground, Rgb vein, uint seed) =>
        (x, y) =>
        {
            var (wx, wy) = (Noise.Fractal(seed, x * 5, y * 5, 3) - 0.5, Noise.Fractal(seed + 5, x * 5, y * 5, 3) - 0.5);
            var cloud = Noise.Fractal(seed + 30, x * 4, y * 4, 3);
            // Distance, in periods, from families of warped parallel lines; each line comes and goes along its length.
            double Line(double phase) => Math.Abs(phase - Math.Round(phase));
            double Present(uint family, double scale) => PortableMath.SmoothStep(0.40, 0.68, Noise.At(seed + family, x * scale, y * scale));
            var broad = Line((x * 2.3) + (y * 3.4) + (wx * 1.9)) / (0.5 + cloud);
            var fine = Line((x * 7.5) - (y * 4.1) + (wy * 3.2) + wx);
            var hair = Line((x * 5) + (y * 13) + (wx * 4));
            var color = ground * (0.90 + (0.14 * cloud));
            color = color.Mix(vein, 0.30 * PortableMath.SmoothStep(0.16, 0.0, broad) * Present(40, 3));
            color = color.Mix(vein, 0.70 * PortableMath.SmoothStep(0.022, 0.0, broad) * Present(41, 7));
            color = color.Mix(vein, 0.40 * PortableMath.SmoothStep(0.030, 0.0, fine) * Present(42, 5));
            return color.Mix(vein, 0.25 * PortableMath.SmoothStep(0.035, 0.0, hair) * Present(43, 6));
        };

    /// <summary>Speckles of three minerals.</summary>
    public static Surface Granite(Rgb ground, Rgb dark, Rgb bright, uint seed) =>
        (x, y) =>
        {
            var color = ground * (0.88 + (0.24 * Noise.Fractal(seed, x * 14, y * 14, 3)));
            color = color.Mix(dark, 0.85 * PortableMath.SmoothStep(0.60, 0.72, Noise.Fractal(seed + 11, x * 170, y * 170, 2)));
            color = color.Mix(bright, 0.80 * PortableMath.SmoothStep(0.62, 0.72, Noise.Fractal(seed + 21, x * 130, y * 130, 2)));
            return color.Mix(dark * 0.5, 0.8 * PortableMath.SmoothStep(0.78, 0.86, Noise.At(seed + 31, x * 260, y * 260)));
        };

    /// <summary>A woven two-colour check with soft folds.</summary>
    public static Surface Gingham(Rgb color, Rgb ground, double cell, uint seed) =>
        (x, y) =>
        {
            var (px, py) = (x + (0.006 * (Noise.At(seed, x * 7, y * 7) - 0.5)), y + (0.006 * (Noise.At(seed + 1, x * 7, y * 7) - 0.5)));
            var warp = ((int)Math.Floor(px / cell) & 1) == 0;
            var weft = ((int)Math.Floor(py / cell) & 1) == 0;
            var both = ground.Mix(
                color,
                warp && weft ? 1
                    : warp || weft ? 0.52
                    : 0.02
            );
            var thread = 0.92 + (0.16 * Noise.At(seed + 2, x * 900, y * 90)) - (0.08 * Noise.At(seed + 3, x * 90, y * 900));
            var fold = 0.90 + (0.18 * Noise.Fractal(seed + 4, (x * 3) + (y * 2), (y * 5) - x, 2));
            return both * (thread * fold);
        };

    /// <summary>Short fibres in every direction.</summary>
    public static Surface Felt(Rgb color, uint seed) =>
        (x, y) =>
        {
            var pile = Noise.Fractal(seed, x * 240, y * 240, 2);
            var nap = Noise.Fractal(seed + 9, (x * 9) + (y * 3), (y * 11) - (x * 2), 3);
            var lint = PortableMath.SmoothStep(0.90, 0.97, Noise.At(seed + 19, x * 300, y * 300));
            return (color * (0.78 + (0.26 * pile) + (0.18 * nap))).Mix(Rgb.White, 0.16 * lint);
        };

    /// <summary>Moulded plastic: a fine leather grain, a few long scratches, a little dirt.</summary>
    public static Surface MouldedPlastic(Rgb color, uint seed) =>
        (x, y) =>
        {
            var grain = Noise.Fractal(seed, x * 380, y * 380, 2);
            var dirt = Noise.Fractal(seed + 9, x * 5, y * 5, 4);
            var scratch =
                PortableMath.SmoothStep(0.012, 0.0, Math.Abs(Noise.At(seed + 19, (x * 5) + (y * 2), (y * 1.2) - (x * 0.4)) - 0.5))
                * PortableMath.SmoothStep(0.62, 0.75, Noise.At(seed + 29, x * 8, y * 8));
            return (color * (0.86 + (0.16 * grain) + (0.10 * (dirt - 0.5)))).Mix(Rgb.White, 0.22 * scratch);
        };

    /// <summary>Brush-painted board: faint strokes along x.</summary>
    public static Surface Paint(Rgb color, uint seed) =>
        (x, y) =>
        {
            var stroke = Noise.At(seed, x * 5, y * 240);
            var patch = Noise.Fractal(seed + 9, x * 4, y * 4, 3);
            var chip = PortableMath.SmoothStep(0.90, 0.92, Noise.Fractal(seed + 19, x * 60, y * 60, 2));
            return (color * (0.93 + (0.06 * stroke) + (0.06 * (patch - 0.5)))).Mix(Rgb.Hex(0xE8DCC8), chip);
        };

    /// <summary>Printed board: a fine weave of streaks along x and y under a clear film.</summary>
    public static Surface Laminate(Rgb color, uint seed) =>
        (x, y) =>
            color
            * (
                0.90
                + (0.10 * Noise.At(seed, x * 12, y * 620))
                + (0.07 * Noise.At(seed + 1, x * 620, y * 30))
                + (0.05 * (Noise.Fractal(seed + 2, x * 5, y * 5, 2) - 0.5))
            );

    /// <summary>Narrow upright strips along x, each with a darker knuckle now and then.</summary>
    public static Surface Bamboo(Rgb dark, Rgb light, double width, uint seed) =>
        (x, y) =>
        {
            var strip = (int)Math.Floor(y / width);
            var across = (y / width) - strip;
            var tone = Noise.Lattice(seed, strip, 0, 0);
            var along = x + (3 * tone);
            const double KnuckleSpacing = 0.21;
            var knuckle = Math.Abs(along - (KnuckleSpacing * Math.Round(along / KnuckleSpacing)) + (0.002 * Math.Abs(across - 0.5)));
            var fibre = Noise.At(seed + 1, along * 30, y * 1400);
            var color = dark.Mix(light, 0.25 + (0.5 * tone) + (0.3 * (fibre - 0.5)));
            color = color.Mix(dark * 0.6, 0.75 * PortableMath.SmoothStep(0.0042, 0.0012, knuckle));
            return color * (0.62 + (0.38 * PortableMath.SmoothStep(0.0, 0.06, Math.Min(across, 1 - across))));
        };

    /// <summary>Cast cement: clouds, air holes, and the joints of the panels it was cast between.</summary>
    public static Surface Concrete(Rgb color, uint seed) =>
        (x, y) =>
        {
            const double Panel = 0.42;
            var cloud = Noise.Fractal(seed, x * 6, y * 6, 4);
            var sand = Noise.At(seed + 10, x * 700, y * 700);
            var hole =
                PortableMath.SmoothStep(0.88, 0.93, Noise.At(seed + 11, x * 75, y * 75))
                * PortableMath.SmoothStep(0.35, 0.6, Noise.At(seed + 12, x * 9, y * 9));
            var (u, v) = (x + 0.02 - (Panel * Math.Round((x + 0.02) / Panel)), y - (Panel * Math.Round(y / Panel)));
            var joint = PortableMath.SmoothStep(0.0022, 0.0006, Math.Min(Math.Abs(u), Math.Abs(v)) + (0.001 * (cloud - 0.5)));
            return color * ((0.78 + (0.36 * cloud) + (0.08 * (sand - 0.5))) * (1 - (0.55 * hole)) * (1 - (0.50 * joint)));
        };

    /// <summary>Split rock: flat flakes with sharp steps between their layers.</summary>
    public static Surface Slate(Rgb color, Rgb tint, uint seed) =>
        (x, y) =>
        {
            var height = 7 * Noise.Fractal(seed, (x * 3.2) + (y * 1.1), (y * 5.5) - (x * 0.6), 4);
            var layer = Math.Floor(height);
            var step = height - layer;
            var grain = Noise.Fractal(seed + 10, x * 160, y * 160, 2);
            var flake = color.Mix(tint, Noise.Lattice(seed + 20, (int)layer, 0, 0)) * (0.80 + (0.30 * grain));
            return flake * (0.72 + (0.28 * PortableMath.SmoothStep(0.0, 0.10, step)) + (0.35 * PortableMath.SmoothStep(0.95, 1.0, step)));
        };

    /// <summary>Blades that lie across one another in five directions.</summary>
    public static Surface Grass(Rgb dark, Rgb light, uint seed) =>
        (x, y) =>
        {
            var (tallest, tallestOf) = (0.0, 0u);
            for (var direction = 0u; direction < 5; direction++)
            {
                var turn = (direction * 0.63) + 0.2;
                var (c, s) = (PortableMath.Cos(turn), PortableMath.Sin(turn));
                var blade = Noise.At(seed + direction, ((x * c) + (y * s)) * 75, ((y * c) - (x * s)) * 420);
                if (blade > tallest)
                    (tallest, tallestOf) = (blade, direction);
            }
            var tuft = Noise.Fractal(seed + 5, x * 30, y * 30, 2);
            var color = dark.Mix(light, (2.6 * (tallest - 0.62)) + (0.9 * (tuft - 0.4)) + (0.05 * tallestOf));
            return color.Mix(Rgb.Hex(0xCDBE6A), tallestOf == 3 ? 0.35 * PortableMath.SmoothStep(0.80, 0.95, tallest) : 0);
        };

    /// <summary>Pressed grains of bark, each of its own tone.</summary>
    public static Surface Cork(Rgb dark, Rgb light, uint seed) =>
        (x, y) =>
        {
            const double Grain = 0.0065;
            var (px, py) = (
                (x / Grain) + (0.9 * Noise.At(seed, x * 240, y * 240)),
                (y / Grain) + (0.9 * Noise.At(seed + 1, x * 240, y * 240))
            );
            var tone = Noise.Lattice(seed + 2, (int)Math.Floor(px), (int)Math.Floor(py), 0);
            var (u, v) = (px - Math.Floor(px), py - Math.Floor(py));
            var seam = Math.Min(Math.Min(u, 1 - u), Math.Min(v, 1 - v));
            var color = dark.Mix(light, 0.30 + (0.55 * tone) + (0.25 * (Noise.At(seed + 3, x * 900, y * 900) - 0.5)));
            color = color.Mix(dark * 0.45, tone > 0.90 ? 0.85 : 0);
            return color * (0.80 + (0.20 * PortableMath.SmoothStep(0, 0.18, seam)));
        };

    /// <summary>Triangles of painted colours with thin joints, two to a square.</summary>
    public static Surface Patchwork(Rgb[] colors, double size, uint seed) =>
        (x, y) =>
        {
            var (column, row) = ((int)Math.Floor(x / size), (int)Math.Floor(y / size));
            var (u, v) = (x - (column * size), y - (row * size));
            if (Noise.Lattice(seed, column, row, 0) < 0.5)
                u = size - u;
            var half = u > v ? 1 : 0;
            var joint = Math.Min(Math.Min(Math.Min(u, size - u), Math.Min(v, size - v)), Math.Abs(u - v) / Math.Sqrt(2));
            var color = colors[(int)(Noise.Lattice(seed + 1, column, row, half) * (colors.Length - 0.001))];
            return color
                * ((0.92 + (0.12 * Noise.At(seed + 2, x * 5, y * 240))) * (0.6 + (0.4 * PortableMath.SmoothStep(0.0004, 0.0022, joint))));
        };

    public static Surface Tiles(Surface tile, Rgb grout, double size) =>
        (x, y) =>
        {
            var (u, v) = (x - (Math.Floor(x / size) * size), y - (Math.Floor(y / size) * size));
            var gap = Math.Min(Math.Min(u, size - u), Math.Min(v, size - v));
            var tone = 0.94 + (0.1 * Noise.Lattice(77, (int)Math.Floor(x / size), (int)Math.Floor(y / size), 0));
            return grout.Mix(tile(x, y) * tone, PortableMath.SmoothStep(0.002, 0.005, gap));
        };

    public static Surface Carpet(Rgb color, uint seed) =>
        (x, y) => color * (0.75 + (0.35 * Noise.Fractal(seed, x * 90, y * 90, 2)) + (0.12 * Noise.At(seed + 5, x * 3, y * 3)));

    /// <summary>Fronts of drawers of a given height with a dark joint and a bar handle each.</summary>
    public static Surface Drawers(Surface front, Rgb handle, double height, double width) =>
        (horizontal, z) =>
        {
            var (column, row) = (Math.Floor(horizontal / width), Math.Floor(z / height));
            var (u, v) = (horizontal - (column * width), z - (row * height));
            var joint = Math.Min(Math.Min(u, width - u), Math.Min(v, height - v));
            if (Math.Abs(u - (width / 2)) < 0.07 && Math.Abs(v - (height * 0.72)) < 0.008)
                return handle;
            return front(horizontal, z) * (joint < 0.004 ? 0.35 : 1);
        };
}
