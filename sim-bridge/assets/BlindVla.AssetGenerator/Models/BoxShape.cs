using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Models;

/// <summary>A box turned first about its own y axis (<paramref name="PitchDegrees"/>), then about z
/// (<paramref name="YawDegrees"/>).</summary>
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
            YawDegrees: PortableMath.Degrees(PortableMath.Atan2(span.Y, span.X))
        );
    }

    /// <summary>A direction of the box frame in the object frame.</summary>
    public Vector3 Turn(Vector3 direction) => direction.RotatedY(PitchDegrees).RotatedZ(YawDegrees);
}
