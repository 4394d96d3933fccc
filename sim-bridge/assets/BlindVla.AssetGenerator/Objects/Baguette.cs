using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A flat-bottomed loaf lying along y, slightly bent, with the baker's slashes on top.</summary>
internal static class Baguette
{
    private const int Slashes = 5;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0179, -0.0708, -0.0124), new(0.0205, 0.0682, 0.0133));
        (double T, double Share)[] profile =
        [
            (0, 0.26),
            (0.012, 0.50),
            (0.035, 0.70),
            (0.075, 0.85),
            (0.13, 0.92),
            (0.22, 0.98),
            (0.32, 1),
            (0.42, 1),
            (0.50, 1),
            (0.58, 1),
            (0.68, 1),
            (0.78, 0.98),
            (0.87, 0.92),
            (0.925, 0.85),
            (0.965, 0.70),
            (0.988, 0.50),
            (1, 0.26),
        ];
        var loaf = Shapes.Loft([.. profile.Select(p => p.T)], 18, (t, angle) =>
        {
            var share = profile.First(p => p.T == t).Share;
            var (c, s) = (PortableMath.Cos(angle), PortableMath.Sin(angle));
            // Rounder on top than where it lay on the baking sheet; a slash opens the crust.
            var height = s < 0 ? -PortableMath.Pow(-s, 0.7) : s * (1 - (0.07 * Open(angle / (2 * Math.PI), t)));
            // Turned so that s points up: with y along the loaf, x runs the other way round.
            return Center(t) + new Vector3(-0.0172 * share * c, 0, 0.01285 * share * height);
        });
        var fit = ObjectModel.Fill(loaf.Bounds, box);
        const double radius = 0.0126;
        Vector3 Resting(double t, double offset) => (fit(Center(t)) + new Vector3(offset, 0, 0)) with { Z = box.Min.Z + radius };
        IEnumerable<CapsuleShape> Line(int side) =>
            CapsuleShape.Chain(
                radius,
                Resting(0.098, side * 0.0028),
                Resting(0.34, side * 0.0052),
                Resting(0.66, side * 0.0052),
                Resting(0.902, side * 0.0028)
            );
        return new ObjectModel(
            "baguette",
            1367,
            box,
            [new("loaf", loaf.Map(fit), new(Rgb.White, Picture.Bake(Crust, 256, 512), 0.15, 0.2))],
            [.. Line(1), .. Line(-1)],
            Contact.Rolling
        ).Shaded(60);
    }

    /// <summary>The bent middle line, bowed towards +x.</summary>
    private static Vector3 Center(double t)
    {
        var along = (2 * t) - 1;
        return new(0.0034 - (0.0042 * along * along), PortableMath.Lerp(-0.0708, 0.0682, t), 0.0005);
    }

    /// <summary>1 in the middle of a slash, 0 outside: slanted, on the upper side only.</summary>
    private static double Open(double u, double v)
    {
        var across = (u - 0.25) / 0.17;
        if (Math.Abs(across) > 1)
            return 0;
        var place = ((v - 0.09) / 0.82 * Slashes) - (0.42 * across);
        if (place is < 0 or > Slashes)
            return 0;
        var fromMiddle = Math.Abs(place - Math.Floor(place) - 0.5);
        var halfWidth = 0.20 * Math.Sqrt(1 - (across * across));
        return PortableMath.SmoothStep(halfWidth, halfWidth * 0.6, fromMiddle);
    }

    private static Rgb Crust(double u, double v)
    {
        var (c, s) = (PortableMath.Cos(2 * Math.PI * u), PortableMath.Sin(2 * Math.PI * u));
        var color = Rgb.Hex(0xB26A26).Mix(Rgb.Hex(0xD1913F), Noise.Fractal(3, v * 14, c * 2, s * 2, 3));
        color = color.Mix(Rgb.Hex(0x8A4C18), 0.6 * PortableMath.SmoothStep(0.60, 0.78, Noise.Fractal(5, v * 26, c * 4, s * 4, 2)));
        // Flour dusts the top, the underside is pale.
        color = color.Mix(
            Rgb.Hex(0xF0DDB4),
            0.35 * PortableMath.SmoothStep(0.5, 0.8, Noise.At(7, v * 50, c * 8, s * 8)) * PortableMath.SmoothStep(-0.2, 0.8, s)
        );
        return color.Mix(Rgb.Hex(0xF2DCA8), 0.9 * Open(u, v));
    }
}
