using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A red bell pepper of four lobes, standing on them, stalk up.</summary>
internal static class Pepper
{
    // The lobes bulge along the diagonals: two fingers that close along an axis of the box meet two on either side.
    private const double LobeReach = 0.0252;
    private const double GrooveShare = 0.765;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0221, -0.0225, -0.0228), new(0.0221, 0.0225, 0.0228));
        // From the underside over the shoulder into the hollow of the stalk: share of the reach, height on a lobe, height in a groove.
        (double Share, double Lobe, double Groove)[] profile =
        [
            (0.06, -0.0185, -0.0185),
            (0.22, -0.0205, -0.0190),
            (0.38, -0.0228, -0.0208),
            (0.56, -0.0218, -0.0205),
            (0.74, -0.0186, -0.0178),
            (0.87, -0.0132, -0.0130),
            (0.96, -0.0060, -0.0060),
            (1.00, 0.0020, 0.0020),
            (0.97, 0.0082, 0.0062),
            (0.86, 0.0130, 0.0098),
            (0.66, 0.0156, 0.0118),
            (0.44, 0.0154, 0.0122),
            (0.24, 0.0126, 0.0112),
            (0.08, 0.0103, 0.0101),
        ];
        double[] stations = [.. Enumerable.Range(0, profile.Length).Select(i => (double)i / (profile.Length - 1))];
        var fruit = Shapes.Loft(stations, 28, (s, angle) =>
        {
            var ring = profile[Array.IndexOf(stations, s)];
            var lobe = Math.Abs(PortableMath.Sin(2 * angle));
            var radius = LobeReach * ring.Share * (GrooveShare + ((1 - GrooveShare) * lobe));
            return new(radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle), PortableMath.Lerp(ring.Groove, ring.Lobe, lobe));
        });
        var stalk = Shapes.Sweep(
            new(0, 1, 0),
            8,
            (new(0, 0, 0.0095), 0.0060, 0.0060),
            (new(0, 0, 0.0122), 0.0054, 0.0054),
            (new(0.0002, 0, 0.0145), 0.0036, 0.0036),
            (new(0.0012, 0, 0.0190), 0.0028, 0.0028),
            (new(0.0030, 0, 0.0224), 0.0034, 0.0034)
        );
        var fit = ObjectModel.Fill(Mesh.Combine(fruit, stalk).Bounds, box);
        IEnumerable<CapsuleShape> Lobes()
        {
            foreach (var (x, y) in ((int, int)[])[(1, 1), (-1, 1), (-1, -1), (1, -1)])
                yield return new(new(x * 0.0068, y * 0.0070, -0.0104), new(x * 0.0093, y * 0.0096, 0.0030), 0.0124);
        }
        return new ObjectModel(
            "pepper",
            835,
            box,
            [
                new("fruit", fruit.Map(fit), new(Rgb.White, Picture.Bake(Skin, 128, 128), 0.8, 0.7)),
                new("stalk", stalk.Map(fit), new(Rgb.White, Picture.Bake(Green, 32, 32), 0.2, 0.3)),
            ],
            [.. Lobes(), new CapsuleShape(fit(new(0, 0, 0.0125)), fit(new(0.0020, 0, 0.0200)), 0.0030)],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Skin(double u, double v)
    {
        var color = Rgb.Hex(0xC01414).Mix(Rgb.Hex(0xDE2A1E), Noise.Fractal(3, u * 8, v * 4, 2));
        return color.Mix(Rgb.Hex(0x8A0C0C), 0.6 * PortableMath.SmoothStep(0.25, 0.0, Math.Abs(PortableMath.Sin(4 * Math.PI * u))));
    }

    private static Rgb Green(double u, double v) => Rgb.Hex(0x2F7A28).Mix(Rgb.Hex(0x8DB85A), PortableMath.SmoothStep(0.7, 1, v));
}
