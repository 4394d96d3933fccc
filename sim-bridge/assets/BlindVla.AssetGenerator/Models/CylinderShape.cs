using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Models;

internal sealed record CylinderShape(Vector3 From, Vector3 To, double Radius) : CollisionShape
{
    public override double Volume => Math.PI * Radius * Radius * (To - From).Length;
}
