using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A thick slice of tin loaf lying on its cut face, the domed side towards +y.</summary>
internal static class Bread
{
    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0222, -0.0224, -0.0146), new(0.0223, 0.0225, 0.0145));
        var outline = Outline();
        var slice = Shapes.Extrusion(outline, -0.01455, 0.01455, 0.0010);
        var fit = ObjectModel.Fill(slice.Bounds, box);
        return new ObjectModel(
            "bread",
            526,
            box,
            [new("slice", slice.Map(fit), new(Rgb.White, Picture.Bake(Crust, 256, 256), 0.05, 0.1))],
            [
                // Two boxes stand on the table; the others only fill the outline and stay half a millimetre above it.
                new BoxShape(new(0, -0.0067, 0), new(0.0192, 0.0148, 0.01455)),
                new BoxShape(new(0, 0.0099, 0), new(0.0206, 0.0076, 0.01455)),
                new BoxShape(new(0, -0.0067, 0), new(0.0181, 0.0157, 0.0140)),
                new BoxShape(new(0, 0.01075, 0), new(0.0222, 0.00475, 0.0140)),
                new BoxShape(new(0, 0.0095, 0), new(0.0140, 0.0105, 0.0140)),
                new BoxShape(new(0, 0.0095, 0), new(0.0100, 0.0127, 0.0140)),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    /// <summary>Straight sides below, two lobes and a low dome above.</summary>
    private static List<(double X, double Y)> Outline()
    {
        var right = new List<(double X, double Y)>
        {
            (0.0165, -0.0224),
            (0.0185, -0.0213),
            (0.0192, -0.0190),
            (0.0192, 0.0005),
            (0.0198, 0.0024),
        };
        for (var degrees = -50; degrees <= 80; degrees += 26)
        {
            var angle = PortableMath.Radians(degrees);
            right.Add((0.0122 + (0.0100 * PortableMath.Cos(angle)), 0.0098 + (0.0100 * PortableMath.Sin(angle))));
        }
        right.Add((0.0070, 0.0216));
        var left = right.Select(p => (-p.X, p.Y)).Reverse();
        return [.. right, (0, 0.0225), .. left];
    }

    private static Rgb Crust(double u, double v)
    {
        var (x, y) = ((u - 0.5) * 0.0445, (v - 0.5) * 0.0449);
        var crumb = Rgb.Hex(0xF0DDB0).Mix(Rgb.Hex(0xE2C48A), Noise.Fractal(3, x * 300, y * 300, 3));
        crumb = crumb.Mix(Rgb.Hex(0xBF9B5E), 0.8 * PortableMath.SmoothStep(0.70, 0.80, Noise.At(4, x * 900, y * 900)));
        crumb = crumb.Mix(Rgb.Hex(0xD0AC6C), 0.6 * PortableMath.SmoothStep(0.72, 0.80, Noise.At(5, x * 420, y * 420)));
        var crust = Rgb.Hex(0x9A5A22).Mix(Rgb.Hex(0x6E3A14), Noise.Fractal(6, x * 200, y * 200, 3));
        return crumb.Mix(crust, PortableMath.SmoothStep(0.0042, 0.0024, DistanceToEdge(x, y)));
    }

    private static readonly (double X, double Y)[] Edge = [.. Outline()];

    private static double DistanceToEdge(double x, double y)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < Edge.Length; i++)
        {
            var (a, b) = (Edge[i], Edge[(i + 1) % Edge.Length]);
            var (dx, dy) = (b.X - a.X, b.Y - a.Y);
            var t = PortableMath.Clamp01((((x - a.X) * dx) + ((y - a.Y) * dy)) / ((dx * dx) + (dy * dy)));
            var (ex, ey) = (x - a.X - (t * dx), y - a.Y - (t * dy));
            nearest = Math.Min(nearest, Math.Sqrt((ex * ex) + (ey * ey)));
        }
        return nearest;
    }
}
