using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>Signed distances to contact shapes, negative inside, and points on their surfaces.</summary>
internal static class CollisionDistance
{
    public static double To(CollisionShape shape, Vector3 point) =>
        shape switch
        {
            SphereShape s => (point - s.Center).Length - s.Radius,
            CapsuleShape s => (point - (s.From + ((s.To - s.From) * Along(s.From, s.To, point)))).Length - s.Radius,
            CylinderShape s => ToCylinder(s, point),
            BoxShape s => ToBox(s, point),
            _ => throw new ArgumentException($"no distance for {shape.GetType().Name}", nameof(shape)),
        };

    public static IEnumerable<Vector3> SurfacePoints(CollisionShape shape)
    {
        switch (shape)
        {
            case SphereShape s:
                return Directions().Select(direction => s.Center + (direction * s.Radius));
            case CapsuleShape s:
                return Directions()
                    .SelectMany(direction =>
                        new[] { 0, 0.5, 1 }
                            .Select(t => s.From + ((s.To - s.From) * t) + (direction * s.Radius))
                            .Where(point => Math.Abs(To(s, point)) < 1e-9)
                    );
            case CylinderShape s:
                var axis = (s.To - s.From).Normalized();
                var side = axis.Cross(Math.Abs(axis.Z) < 0.9 ? new(0, 0, 1) : new(1, 0, 0)).Normalized();
                var up = axis.Cross(side);
                return Enumerable
                    .Range(0, 16)
                    .SelectMany(i =>
                        new[] { 0, 0.5, 1 }.Select(t =>
                            s.From
                            + ((s.To - s.From) * t)
                            + (((side * PortableMath.Cos(i * Math.PI / 8)) + (up * PortableMath.Sin(i * Math.PI / 8))) * s.Radius)
                        )
                    );
            case BoxShape s:
                double[] steps = [-1, -0.5, 0, 0.5, 1];
                return from x in steps
                    from y in steps
                    from z in steps
                    where Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), Math.Abs(z))) == 1
                    select s.Center + s.Turn(new(x * s.HalfSize.X, y * s.HalfSize.Y, z * s.HalfSize.Z));
            default:
                throw new ArgumentException($"no surface for {shape.GetType().Name}", nameof(shape));
        }
    }

    public static double ToTriangle(Vector3 p, Vector3 a, Vector3 b, Vector3 c)
    {
        var normal = (b - a).Cross(c - a).Normalized();
        var height = (p - a).Dot(normal);
        var foot = p - (normal * height);
        var inside =
            (b - a).Cross(foot - a).Dot(normal) >= 0
            && (c - b).Cross(foot - b).Dot(normal) >= 0
            && (a - c).Cross(foot - c).Dot(normal) >= 0;
        return inside ? Math.Abs(height) : Math.Min(ToSegment(p, a, b), Math.Min(ToSegment(p, b, c), ToSegment(p, c, a)));
    }

    private static double ToSegment(Vector3 p, Vector3 a, Vector3 b) => (p - (a + ((b - a) * Along(a, b, p)))).Length;

    private static double Along(Vector3 a, Vector3 b, Vector3 p) => PortableMath.Clamp01((p - a).Dot(b - a) / (b - a).Dot(b - a));

    private static double ToCylinder(CylinderShape s, Vector3 point)
    {
        var axis = (s.To - s.From).Normalized();
        var offset = point - ((s.From + s.To) / 2);
        var along = offset.Dot(axis);
        var radial = (offset - (axis * along)).Length - s.Radius;
        var axial = Math.Abs(along) - ((s.To - s.From).Length / 2);
        return Outside(radial, axial, double.NegativeInfinity);
    }

    private static double ToBox(BoxShape s, Vector3 point)
    {
        var offset = point - s.Center;
        return Outside(
            Math.Abs(offset.Dot(s.Turn(new(1, 0, 0)))) - s.HalfSize.X,
            Math.Abs(offset.Dot(s.Turn(new(0, 1, 0)))) - s.HalfSize.Y,
            Math.Abs(offset.Dot(s.Turn(new(0, 0, 1)))) - s.HalfSize.Z
        );
    }

    private static double Outside(double x, double y, double z)
    {
        var deepest = Math.Max(x, Math.Max(y, z));
        if (deepest <= 0)
            return deepest;
        var (px, py, pz) = (Math.Max(0, x), Math.Max(0, y), Math.Max(0, z));
        return Math.Sqrt((px * px) + (py * py) + (pz * pz));
    }

    private static IEnumerable<Vector3> Directions() =>
        from latitude in Enumerable.Range(-4, 9)
        from longitude in Enumerable.Range(0, 16)
        let across = PortableMath.Cos(latitude * Math.PI / 8)
        select new Vector3(
            across * PortableMath.Cos(longitude * Math.PI / 8),
            across * PortableMath.Sin(longitude * Math.PI / 8),
            PortableMath.Sin(latitude * Math.PI / 8)
        );
}
