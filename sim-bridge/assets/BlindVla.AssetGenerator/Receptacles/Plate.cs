using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>A shallow white dish with two blue rings.</summary>
internal static class Plate
{
    private const double Radius = 0.055;
    private const double FloorRadius = 0.038;
    private const double FloorTop = 0.0022;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-Radius, -Radius, 0), new(Radius, Radius, 0.006));
        var dish = Shapes.Revolution(
            48,
            (0, 0.0004),
            (0.0300, 0.0004),
            (0.0306, 0),
            (0.0340, 0),
            (0.0346, 0.0006),
            (0.0420, 0.0018),
            (0.0545, 0.0048),
            (Radius, 0.0055),
            (0.0544, 0.006),
            (0.0530, 0.0058),
            (0.0450, 0.0040),
            (0.0400, 0.0028),
            (FloorRadius, 0.0023),
            (0.0350, FloorTop),
            (0, FloorTop)
        );
        var fit = ObjectModel.Fill(dish.Bounds, box);
        return new ObjectModel(
            "plate",
            1003,
            box,
            [
                new(
                    "dish",
                    dish.Map(fit).MapTexture(v => (0.5 + (v.Position.X / (2 * Radius)), 0.5 + (v.Position.Y / (2 * Radius)))),
                    new(Rgb.White, Picture.Bake(Glaze, 256, 256), 0.6, 0.7)
                ),
            ],
            [.. Collision()],
            Contact.Gripping
        ).Shaded(50);
    }

    /// <summary>
    /// Only the foot, a thin cylinder, touches the table: MuJoCo gives it several contact points on a plane. What lies on the plate lies on
    /// three crossed boxes (a hexagon) inside a ring of twelve sloping ones, because box contacts have several points and cylinders one.
    /// </summary>
    private static IEnumerable<CollisionShape> Collision()
    {
        yield return new CylinderShape(new(0, 0, 0), new(0, 0, 0.0012), 0.034);
        for (var i = 0; i < 3; i++)
            yield return new BoxShape(new(0, 0, 0.0013), new(0.0374, 0.0210, 0.0009), YawDegrees: 60 * i);
        // From the floor's edge to the rim's inner lip.
        foreach (var rim in Rim.Around(Vector3.Zero, 12, (0.0458, 0.00400), new(0.0088, 0.0138, 0.0008), -12.4))
            yield return rim;
    }

    private static Rgb Glaze(double u, double v)
    {
        var (x, y) = ((u - 0.5) * 2 * Radius, (v - 0.5) * 2 * Radius);
        var radius = Math.Sqrt((x * x) + (y * y));
        // The foot of the slope lies in its own shade.
        var white = Rgb.Hex(0xF4F4F0) * (1 - (0.16 * PortableMath.SmoothStep(0.0040, 0.0, Math.Abs(radius - 0.0385))));
        var blue = Rgb.Hex(0x2A57A8).Mix(Rgb.Hex(0x23488F), Noise.At(3, x * 300, y * 300));
        var ring = radius is > 0.0485 and < 0.0528 or > 0.0446 and < 0.0456;
        return ring ? blue : white;
    }
}
