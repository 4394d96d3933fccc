using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Models;

/// <summary>One primitive of a body's contact surface, metres and degrees in the object frame.</summary>
internal abstract record CollisionShape
{
    /// <summary>m3</summary>
    public abstract double Volume { get; }
}

internal sealed record SphereShape(Vector3 Center, double Radius) : CollisionShape
{
    public override double Volume => 4.0 / 3 * Math.PI * Radius * Radius * Radius;
}

/// <summary>A cylinder with hemispheres at both ends; <paramref name="From"/> and <paramref name="To"/> are their centres.</summary>
internal sealed record CapsuleShape(Vector3 From, Vector3 To, double Radius) : CollisionShape
{
    public override double Volume => Math.PI * Radius * Radius * ((To - From).Length + (4.0 / 3 * Radius));

    /// <summary>One capsule from each point to the next.</summary>
    public static IEnumerable<CapsuleShape> Chain(double radius, params IReadOnlyList<Vector3> points) =>
        points.Zip(points.Skip(1), (from, to) => new CapsuleShape(from, to, radius));
}

internal sealed record CylinderShape(Vector3 From, Vector3 To, double Radius) : CollisionShape
{
    public override double Volume => Math.PI * Radius * Radius * (To - From).Length;
}

/// <summary>A box turned first about its own y axis (<paramref name="PitchDegrees"/>), then about z (<paramref name="YawDegrees"/>).</summary>
internal sealed record BoxShape(Vector3 Center, Vector3 HalfSize, double PitchDegrees = 0, double YawDegrees = 0) : CollisionShape
{
    public override double Volume => 8 * HalfSize.X * HalfSize.Y * HalfSize.Z;

    /// <summary>A bar from one point to another; its width is horizontal.</summary>
    /// <param name="overlap">By how much it reaches beyond both points, into its neighbours.</param>
    public static BoxShape Bar(Vector3 from, Vector3 to, double halfWidth, double halfHeight, double overlap = 0)
    {
        var span = to - from;
        var across = Math.Sqrt((span.X * span.X) + (span.Y * span.Y));
        return new(
            (from + to) / 2,
            new((span.Length / 2) + overlap, halfWidth, halfHeight),
            PitchDegrees: -PortableMath.Degrees(PortableMath.Atan2(span.Z, across)),
            YawDegrees: PortableMath.Degrees(PortableMath.Atan2(span.Y, span.X)));
    }

    /// <summary>A direction of the box frame in the object frame.</summary>
    public Vector3 Turn(Vector3 direction) => direction.RotatedY(PitchDegrees).RotatedZ(YawDegrees);
}
