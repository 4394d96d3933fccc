using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A striped tea towel, spread out with two creases that come and go; between them it is flat.</summary>
internal static class Cloth
{
    private const double SheetTop = 0.0034;
    private const double CreaseHalfWidth = 0.008;
    private const double HalfSide = 0.055;

    private static readonly BoundingBox Box = new(new(-0.0527, -0.0542, -0.0019), new(0.0573, 0.0558, 0.0075));

    // Where a crease crosses the middle (from the middle of the cloth), and how far it leans per metre of y.
    private static readonly (double X, double Lean)[] Creases = [(-0.038, 0.10), (0.041, -0.08)];

    public static ObjectModel Create()
    {
        double[] across = [-1, -0.62, -0.30, 0, 0.30, 0.62, 1];
        double[] stations = [-1, -0.82, -0.66, -0.50, -0.25, 0, 0.25, 0.50, 0.66, 0.82, 1];
        var segments = (2 * across.Length) + 4;
        var cloth = Shapes.Loft(stations, segments, (s, angle) =>
        {
            var y = s * HalfSide;
            // The hem wanders a little.
            var half = HalfSide + (0.0008 * PortableMath.Sin((s * 6) + 1));
            var index = (int)Math.Round(angle * segments / (2 * Math.PI));
            if (index == 0)
                return new(-half, y, Box.Min.Z);
            if (index == segments - 1)
                return new(half, y, Box.Min.Z);
            if (index == 1 || index == segments - 2)
                return new(index == 1 ? -half : half, y, SheetTop);
            var (crease, offset) =
                index - 2 < across.Length ? (Creases[0], across[index - 2]) : (Creases[1], across[index - 2 - across.Length]);
            var cosine = PortableMath.Cos(offset * Math.PI / 2);
            var height = (Box.Max.Z - SheetTop) * cosine * cosine * PortableMath.SmoothStep(1, 0.45, Math.Abs(s));
            return new(crease.X + (crease.Lean * y) + (offset * CreaseHalfWidth), y, SheetTop + height);
        });
        var fit = ObjectModel.Fill(cloth.Bounds, Box);
        return new ObjectModel(
            "cloth",
            6975,
            Box,
            [Slab.Printed("cloth", cloth.Map(fit), Box, Print, 0, 0.1)],
            [
                new BoxShape(Box.Center with { Z = (Box.Min.Z + SheetTop) / 2 }, new(HalfSide, HalfSide, (SheetTop - Box.Min.Z) / 2)),
                .. Creases.Select(crease => new BoxShape(
                    new(Box.Center.X + crease.X, Box.Center.Y, SheetTop + 0.0012),
                    new(0.0036, 0.0395, 0.0016),
                    YawDegrees: -PortableMath.Atan2(crease.Lean, 1) * 180 / Math.PI
                )),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Print(double x, double y)
    {
        // Millimetres from the middle.
        (x, y) = ((x - Box.Center.X) * 1000, (y - Box.Center.Y) * 1000);
        var (navy, sky, white) = (Rgb.Hex(0x1F4E8C), Rgb.Hex(0x8FB9DC), Rgb.Hex(0xF4F1EA));
        Rgb Threads(double place)
        {
            var distance = Math.Abs(place);
            return distance is > 45 and < 50 ? navy
                : distance is > 20 and < 26 ? sky
                : white;
        }
        var color = Threads(x).Mix(Threads(y), 0.5);
        var hem = Math.Max(Math.Abs(x), Math.Abs(y));
        if (hem is > 51.6 and < 52.4)
            color *= 0.8;
        var weave = 0.90 + (0.16 * Noise.At(3400, x * 2.8, y * 0.5)) - (0.08 * Noise.At(3401, x * 0.5, y * 2.8));
        // The creases' own light and shade, stronger than a lamp from above gives them.
        var fade = PortableMath.SmoothStep(52, 25, Math.Abs(y));
        foreach (var crease in Creases)
        {
            var beside = x - (1000 * crease.X) - (crease.Lean * y);
            weave *=
                1
                - (0.34 * fade * PortableMath.SmoothStep(5, 0, Math.Abs(beside - 7)))
                + (0.10 * fade * PortableMath.SmoothStep(4, 0, Math.Abs(beside + 3)));
        }
        return color * weave;
    }
}
