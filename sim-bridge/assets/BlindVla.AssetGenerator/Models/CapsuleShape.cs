using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Models;

/// <summary>A cylinder with hemispheres at both ends; <paramref name="From"/> and <paramref name="To"/> are their centres.</summary>
internal sealed record CapsuleShape(Vector3 From, Vector3 To, double Radius) : CollisionShape
{
    public override double Volume => Math.PI * Radius * Radius * ((To - From).Length + (4.0 / 3 * Radius));

    /// <summary>One capsule from each point to the next.</summary>
    public static IEnumerable<CapsuleShape> Chain(double radius, params IReadOnlyList<Vector3> points) =>
        points.Zip(points.Skip(1), (from, to) => new CapsuleShape(from, to, radius));
}
