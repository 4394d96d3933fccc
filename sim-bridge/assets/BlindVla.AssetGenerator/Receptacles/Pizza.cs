using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>Salami, olives and basil on cheese, a raised crust, cut in eight.</summary>
internal static class Pizza
{
    private const double Radius = 0.055;

    // The crust stands this far above the cheese, on which things lie.
    private const double CrustHeight = 0.0013;

    private static readonly BoundingBox Box = new(new(-0.0545, -0.0542, -0.0027), new(0.0555, 0.0558, 0.0039));

    public static ObjectModel Create()
    {
        var (bottom, top) = (Box.Min.Z, Box.Max.Z);
        var cheese = top - CrustHeight;
        var body = Shapes.Revolution(
            40,
            (0, bottom),
            (0.0510, bottom),
            (0.0545, bottom + 0.0015),
            (Radius, top - 0.0022),
            (0.0535, top - 0.0004),
            (0.0515, top),
            (0.0492, top - 0.0003),
            (0.0470, cheese),
            (0, cheese)
        );
        var fit = ObjectModel.Fill(body.Bounds, Box);
        return new ObjectModel(
            "pizza",
            3862,
            Box,
            [Slab.Printed("pizza", body.Map(fit), Box, Print, 0.25, 0.3)],
            Slab.RoundContact(Box with { Max = Box.Max with { Z = cheese } }),
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Print(double x, double y)
    {
        // Millimetres from the middle.
        (x, y) = ((x - Box.Center.X) * 1000, (y - Box.Center.Y) * 1000);
        var radius = Math.Sqrt((x * x) + (y * y));
        var ragged = radius + (2.4 * (Noise.At(2700, x * 0.25, y * 0.25) - 0.5));
        var crust = Rgb.Hex(0xD9984A).Mix(Rgb.Hex(0x9C5A1E), Noise.Fractal(2701, x * 0.25, y * 0.25, 3));
        if (ragged > 47.5)
            return crust;
        if (Math.Abs(PortableMath.Sin(4 * PortableMath.Atan2(y, x))) * radius < 1.6)
            return Rgb.Hex(0x8A4A1C);
        if (ragged > 45)
            return Rgb.Hex(0xB0301A);
        var color = Rgb.Hex(0xF5CE62).Mix(Rgb.Hex(0xF9E4A0), Noise.Fractal(2702, x * 0.2, y * 0.2, 2));
        color = color.Mix(Rgb.Hex(0xD0702A), PortableMath.SmoothStep(0.60, 0.75, Noise.Fractal(2703, x * 0.18, y * 0.18, 3)));
        foreach (
            var (px, py) in ((double, double)[])
                [
                    (15, 6),
                    (4, 17),
                    (-17, 8),
                    (-7, -16),
                    (15, -15),
                    (31, 16),
                    (12, 35),
                    (-15, 32),
                    (-33, 13),
                    (-33, -14),
                    (-13, -35),
                    (9, -35),
                    (34, -11),
                ]
        )
        {
            var slice = Figures.Disc(x - px, y - py, 6.2);
            if (slice < 0)
                return slice > -1.1
                    ? Rgb.Hex(0x8E1A12)
                    : Rgb.Hex(0xC9382A).Mix(Rgb.Hex(0xE88468), 0.8 * PortableMath.SmoothStep(0.62, 0.72, Noise.At(2704, x * 0.9, y * 0.9)));
        }
        foreach (var (px, py) in ((double, double)[])[(-3, 2), (24, 27), (-26, 24), (-23, -26), (23, -28), (-4, 27), (26, 3), (-21, -3)])
        {
            var ring = Figures.Disc(x - px, y - py, 2.7);
            if (ring < 0)
                return ring < -1.6 ? color : Rgb.Hex(0x26221E);
        }
        foreach (
            var (px, py, lean) in ((double, double, double)[])
                [(1, -24, 0.5), (-27, 3, 1.5), (20, 15, 2.2), (2, 40, 0.2), (38, 3, 1.2), (-38, -1, 0.9), (1, -41, 2.6)]
        )
        {
            var (u, v) = (
                ((x - px) * PortableMath.Cos(lean)) + ((y - py) * PortableMath.Sin(lean)),
                ((y - py) * PortableMath.Cos(lean)) - ((x - px) * PortableMath.Sin(lean))
            );
            if ((u * u / 16) + (v * v / 3.6) < 1)
                return Math.Abs(v) < 0.4 ? Rgb.Hex(0x5F9A3A) : Rgb.Hex(0x2F6B22);
        }
        return color;
    }
}
