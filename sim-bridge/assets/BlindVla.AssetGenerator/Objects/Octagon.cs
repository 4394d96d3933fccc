using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>
/// The contact surface of a round body: four crossed boxes whose faces touch the circle, so that its height at rest and its width between
/// two fingers are exact. Against boxes a MuJoCo 2.2.2 cylinder has one contact point and rocks, and one that is pressed a little into a
/// plate is thrown out sideways; a box has four points and stays. The corners stand out by 8 % of the radius.
/// </summary>
internal static class Octagon
{
    // An octagon around the unit circle has half a side of 0.414; a little less keeps the corners nearer to the circle.
    private const double HalfSide = 0.40;

    // Less still, so that the corners of the diagonal boxes stay close to an ellipse as well.
    private const double DiagonalHalfSide = 0.35;

    /// <summary>Around a body that lies along y.</summary>
    public static ImmutableArray<CollisionShape> Around(Vector3 from, Vector3 to, double radiusX, double radiusZ)
    {
        var center = (from + to) / 2;
        var halfLength = (to.Y - from.Y) / 2;
        var mean = (radiusX + radiusZ) / 2;
        return
        [
            new BoxShape(center, new(radiusX, halfLength, radiusZ * HalfSide)),
            new BoxShape(center, new(radiusX * HalfSide, halfLength, radiusZ)),
            new BoxShape(center, new(mean, halfLength, mean * DiagonalHalfSide), PitchDegrees: 45),
            new BoxShape(center, new(mean, halfLength, mean * DiagonalHalfSide), PitchDegrees: -45),
        ];
    }

    /// <summary>Around a body that stands, or a part of it; from the middle of its underside to that of its top.</summary>
    public static ImmutableArray<CollisionShape> Upright(Vector3 from, Vector3 to, double radiusX, double radiusY)
    {
        var center = (from + to) / 2;
        var halfHeight = (to.Z - from.Z) / 2;
        var mean = (radiusX + radiusY) / 2;
        return
        [
            new BoxShape(center, new(radiusX, radiusY * HalfSide, halfHeight)),
            new BoxShape(center, new(radiusX * HalfSide, radiusY, halfHeight)),
            new BoxShape(center, new(mean, mean * DiagonalHalfSide, halfHeight), YawDegrees: 45),
            new BoxShape(center, new(mean, mean * DiagonalHalfSide, halfHeight), YawDegrees: -45),
        ];
    }
}
