using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>White, dimpled. The dimples are painted: at this size they are a few pixels.</summary>
internal static class GolfBall
{
    private const double Radius = 0.0153;
    private const int Dimples = 240;

    private static readonly Vector3[] Centers = [.. Enumerable.Range(0, Dimples).Select(Center)];

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-Radius, -Radius, -Radius), new(Radius, Radius, Radius));
        var ball = Shapes.Sphere(Radius, 28, 18);
        return new ObjectModel(
            "golf_ball",
            500,
            box,
            [new("cover", ball, new(Rgb.White, Picture.Bake(Cover, 384, 192), 0.5, 0.6))],
            [new SphereShape(Vector3.Zero, Radius)],
            Contact.Rolling
        ).Shaded(60);
    }

    /// <summary>Evenly spread over the sphere along a Fibonacci spiral.</summary>
    private static Vector3 Center(int i)
    {
        var z = 1 - ((2 * i + 1.0) / Dimples);
        var angle = i * 2.399963229728653;
        var radius = Math.Sqrt(1 - (z * z));
        return new(radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle), z);
    }

    private static Rgb Cover(double u, double v)
    {
        var latitude = (v - 0.5) * Math.PI;
        var across = PortableMath.Cos(latitude);
        var place = new Vector3(
            across * PortableMath.Cos(2 * Math.PI * u),
            across * PortableMath.Sin(2 * Math.PI * u),
            PortableMath.Sin(latitude)
        );
        var nearest = Centers[0];
        foreach (var center in Centers)
        {
            if (center.Dot(place) > nearest.Dot(place))
                nearest = center;
        }
        var offset = place - nearest;
        const double DimpleRadius = 0.105;
        var inside = PortableMath.SmoothStep(DimpleRadius, DimpleRadius * 0.75, offset.Length);
        // Light from above: the upper wall of a dimple is dark, the lower one bright.
        var slope = offset.Z / DimpleRadius;
        var shade = 0.93 - (inside * (0.10 + (0.24 * slope)));
        return new Rgb(shade, shade, shade * 0.985);
    }
}
