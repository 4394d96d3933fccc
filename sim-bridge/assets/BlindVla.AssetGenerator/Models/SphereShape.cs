using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Models;

internal sealed record SphereShape(Vector3 Center, double Radius) : CollisionShape
{
    public override double Volume => 4.0 / 3 * Math.PI * Radius * Radius * Radius;
}
