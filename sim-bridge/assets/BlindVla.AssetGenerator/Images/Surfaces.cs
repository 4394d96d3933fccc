using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Images;

/// <summary>Display colour at a place of a surface, metres.</summary>
internal delegate Rgb Surface(double x, double y);

/// <summary>What tables, floors, walls and things are made of.</summary>
internal static class Surfaces
{
    public static Surface Plain(Rgb color, uint seed) => (x, y) => color * (0.97 + (0.06 * Noise.Fractal(seed, x * 6, y * 6, 2)));

    /// <summary>Grain along x: bands of growth rings cut lengthwise, and fine pores.</summary>
    public static Surface Wood(Rgb dark, Rgb light, uint seed, double scale = 1) => (x, y) =>
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
    public static Surface Planks(Surface wood, double width, double length, uint seed) => (x, y) =>
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

    public static Surface Marble(Rgb ground, Rgb vein, uint seed) => (x, y) =>
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
    public static Surface Granite(Rgb ground, Rgb dark, Rgb bright, uint seed) => (x, y) =>
    {
        var color = ground * (0.88 + (0.24 * Noise.Fractal(seed, x * 14, y * 14, 3)));
        color = color.Mix(dark, 0.85 * PortableMath.SmoothStep(0.60, 0.72, Noise.Fractal(seed + 11, x * 170, y * 170, 2)));
        color = color.Mix(bright, 0.80 * PortableMath.SmoothStep(0.62, 0.72, Noise.Fractal(seed + 21, x * 130, y * 130, 2)));
        return color.Mix(dark * 0.5, 0.8 * PortableMath.SmoothStep(0.78, 0.86, Noise.At(seed + 31, x * 260, y * 260)));
    };

    /// <summary>A woven two-colour check with soft folds.</summary>
    public static Surface Gingham(Rgb color, Rgb ground, double cell, uint seed) => (x, y) =>
    {
        var (px, py) = (x + (0.006 * (Noise.At(seed, x * 7, y * 7) - 0.5)), y + (0.006 * (Noise.At(seed + 1, x * 7, y * 7) - 0.5)));
        var warp = ((int)Math.Floor(px / cell) & 1) == 0;
        var weft = ((int)Math.Floor(py / cell) & 1) == 0;
        var both = ground.Mix(color, warp && weft ? 1 : warp || weft ? 0.52 : 0.02);
        var thread = 0.92 + (0.16 * Noise.At(seed + 2, x * 900, y * 90)) - (0.08 * Noise.At(seed + 3, x * 90, y * 900));
        var fold = 0.90 + (0.18 * Noise.Fractal(seed + 4, (x * 3) + (y * 2), (y * 5) - x, 2));
        return both * (thread * fold);
    };

    /// <summary>Short fibres in every direction.</summary>
    public static Surface Felt(Rgb color, uint seed) => (x, y) =>
    {
        var pile = Noise.Fractal(seed, x * 240, y * 240, 2);
        var nap = Noise.Fractal(seed + 9, (x * 9) + (y * 3), (y * 11) - (x * 2), 3);
        var lint = PortableMath.SmoothStep(0.90, 0.97, Noise.At(seed + 19, x * 300, y * 300));
        return (color * (0.78 + (0.26 * pile) + (0.18 * nap))).Mix(Rgb.White, 0.16 * lint);
    };

    /// <summary>Moulded plastic: a fine leather grain, a few long scratches, a little dirt.</summary>
    public static Surface MouldedPlastic(Rgb color, uint seed) => (x, y) =>
    {
        var grain = Noise.Fractal(seed, x * 380, y * 380, 2);
        var dirt = Noise.Fractal(seed + 9, x * 5, y * 5, 4);
        var scratch = PortableMath.SmoothStep(0.012, 0.0, Math.Abs(Noise.At(seed + 19, (x * 5) + (y * 2), (y * 1.2) - (x * 0.4)) - 0.5))
            * PortableMath.SmoothStep(0.62, 0.75, Noise.At(seed + 29, x * 8, y * 8));
        return (color * (0.86 + (0.16 * grain) + (0.10 * (dirt - 0.5)))).Mix(Rgb.White, 0.22 * scratch);
    };

    /// <summary>Brush-painted board: faint strokes along x.</summary>
    public static Surface Paint(Rgb color, uint seed) => (x, y) =>
    {
        var stroke = Noise.At(seed, x * 5, y * 240);
        var patch = Noise.Fractal(seed + 9, x * 4, y * 4, 3);
        var chip = PortableMath.SmoothStep(0.90, 0.92, Noise.Fractal(seed + 19, x * 60, y * 60, 2));
        return (color * (0.93 + (0.06 * stroke) + (0.06 * (patch - 0.5)))).Mix(Rgb.Hex(0xE8DCC8), chip);
    };

    public static Surface Tiles(Surface tile, Rgb grout, double size) => (x, y) =>
    {
        var (u, v) = (x - (Math.Floor(x / size) * size), y - (Math.Floor(y / size) * size));
        var gap = Math.Min(Math.Min(u, size - u), Math.Min(v, size - v));
        var tone = 0.94 + (0.1 * Noise.Lattice(77, (int)Math.Floor(x / size), (int)Math.Floor(y / size), 0));
        return grout.Mix(tile(x, y) * tone, PortableMath.SmoothStep(0.002, 0.005, gap));
    };

    public static Surface Carpet(Rgb color, uint seed) => (x, y) =>
        color * (0.75 + (0.35 * Noise.Fractal(seed, x * 90, y * 90, 2)) + (0.12 * Noise.At(seed + 5, x * 3, y * 3)));

    /// <summary>Fronts of drawers of a given height with a dark joint and a bar handle each.</summary>
    public static Surface Drawers(Surface front, Rgb handle, double height, double width) => (horizontal, z) =>
    {
        var (column, row) = (Math.Floor(horizontal / width), Math.Floor(z / height));
        var (u, v) = (horizontal - (column * width), z - (row * height));
        var joint = Math.Min(Math.Min(u, width - u), Math.Min(v, height - v));
        if (Math.Abs(u - (width / 2)) < 0.07 && Math.Abs(v - (height * 0.72)) < 0.008)
            return handle;
        return front(horizontal, z) * (joint < 0.004 ? 0.35 : 1);
    };
}
