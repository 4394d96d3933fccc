using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>
/// The contact surface of a round body that lies along y: four crossed boxes whose faces touch the circle, so that its height at rest and
/// its width between two fingers are exact. Against boxes a MuJoCo 2.2.2 cylinder has one contact point and rocks; a box has four.
/// The corners stand out by 8 % of the radius.
/// </summary>
internal static class Octagon
{
    // An octagon around the unit circle has half a side of 0.414; a little less keeps the corners nearer to the circle.
    private const double HalfSide = 0.40;

    // Less still, so that the corners of the diagonal boxes stay close to an ellipse as well.
    private const double DiagonalHalfSide = 0.35;

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
}
