using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>The contact surface of a round dish's sloping rim: a ring of boxes.</summary>
internal static class Rim
{
    /// <param name="center">A point of the axis, which is parallel to z.</param>
    /// <param name="count">Ten follow a circle of 55 mm within 1.4 mm.</param>
    /// <param name="middle">Distance from the axis, and height above <paramref name="center"/>, of the middle of a box's upper
    /// face.</param>
    /// <param name="halfSize">Up the slope, along the rim, thickness.</param>
    /// <param name="slopeDegrees">Negative: rises outwards.</param>
    public static IEnumerable<BoxShape> Around(
        Vector3 center,
        int count,
        (double Radius, double Z) middle,
        Vector3 halfSize,
        double slopeDegrees
    )
    {
        var first = new Vector3(middle.Radius, 0, middle.Z) - new Vector3(0, 0, halfSize.Z).RotatedY(slopeDegrees);
        for (var i = 0; i < count; i++)
        {
            var yaw = 360.0 * i / count;
            yield return new BoxShape(center + first.RotatedZ(yaw), halfSize, PitchDegrees: slopeDegrees, YawDegrees: yaw);
        }
    }
}
