namespace BlindVla.AssetGenerator.Numerics;

/// <summary>Value noise on an integer lattice: smooth, in [0, 1], a pure function of the seed and the place.</summary>
internal static class Noise
{
    public static double At(uint seed, double x, double y)
    {
        var fx = Math.Floor(x);
        var fy = Math.Floor(y);
        var (ix, iy) = ((int)fx, (int)fy);
        var (tx, ty) = (Fade(x - fx), Fade(y - fy));
        var low = PortableMath.Lerp(Lattice(seed, ix, iy, 0), Lattice(seed, ix + 1, iy, 0), tx);
        var high = PortableMath.Lerp(Lattice(seed, ix, iy + 1, 0), Lattice(seed, ix + 1, iy + 1, 0), tx);
        return PortableMath.Lerp(low, high, ty);
    }

    public static double At(uint seed, double x, double y, double z)
    {
        var fz = Math.Floor(z);
        var iz = (int)fz;
        return PortableMath.Lerp(Slice(seed, x, y, iz), Slice(seed, x, y, iz + 1), Fade(z - fz));
    }

    /// <summary>Sum of octaves, each half as strong, twice as fine and turned by 37 degrees against the one before; in [0, 1].</summary>
    public static double Fractal(uint seed, double x, double y, int octaves)
    {
        var (sum, amplitude, total) = (0.0, 1.0, 0.0);
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += amplitude * At(seed + (uint)octave, x, y);
            total += amplitude;
            amplitude /= 2;
            // Turning hides that the lattice is square; (1.6, 1.2) has length 2.
            (x, y) = ((1.6 * x) - (1.2 * y) + 17.3, (1.2 * x) + (1.6 * y) - 5.7);
        }
        return sum / total;
    }

    public static double Fractal(uint seed, double x, double y, double z, int octaves)
    {
        var (sum, amplitude, total) = (0.0, 1.0, 0.0);
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += amplitude * At(seed + (uint)octave, x, y, z);
            total += amplitude;
            amplitude /= 2;
            (x, y, z) = ((1.6 * x) - (1.2 * y) + 17.3, (1.2 * x) + (1.6 * y) - 5.7, (z * 2) + 9.1);
        }
        return sum / total;
    }

    /// <summary>One independent uniform value per lattice point.</summary>
    public static double Lattice(uint seed, int x, int y, int z)
    {
        // The finaliser of MurmurHash3 (public domain) over the mixed coordinates.
        var h = seed ^ ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ ((uint)z * 0xC2B2AE3Du);
        h ^= h >> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >> 13;
        h *= 0xC2B2AE35u;
        h ^= h >> 16;
        return h * (1.0 / 4294967295.0);
    }

    private static double Slice(uint seed, double x, double y, int iz)
    {
        var fx = Math.Floor(x);
        var fy = Math.Floor(y);
        var (ix, iy) = ((int)fx, (int)fy);
        var (tx, ty) = (Fade(x - fx), Fade(y - fy));
        var low = PortableMath.Lerp(Lattice(seed, ix, iy, iz), Lattice(seed, ix + 1, iy, iz), tx);
        var high = PortableMath.Lerp(Lattice(seed, ix, iy + 1, iz), Lattice(seed, ix + 1, iy + 1, iz), tx);
        return PortableMath.Lerp(low, high, ty);
    }

    private static double Fade(double t) => t * t * (3 - (2 * t));
}
