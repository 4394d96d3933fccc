using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Control;

/// <summary>A scene in words.</summary>
internal static class SceneLayout
{
    // Where the suites' arm stands in the frame of their scenes: it looks along that frame's -x. Whoever lays a scene has
    // the arm before them, and the rig's limits in its frame, and nothing to tell where the other begins.
    private const double BaseX = 0.147;
    private const double BaseY = 0.028;

    /// <summary>Where everything lies, in the frame of the arm's base.</summary>
    public static IEnumerable<string> Of(TabletopScene scene)
    {
        yield return $"on the table {scene.Table}, from the arm's base (x ahead, y to its left, turned to the left as seen from above):";
        foreach (var thing in scene.Objects)
        {
            var (position, turn) = (thing.Pose.Position, thing.Pose.Orientation);
            var yaw = Math.Atan2(2 * ((turn.W * turn.Z) + (turn.X * turn.Y)), 1 - (2 * ((turn.Y * turn.Y) + (turn.Z * turn.Z))));
            var degrees = Math.IEEERemainder((180 / Math.PI * yaw) - 180, 360);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{thing.Asset} ({thing.Id}): x {100 * (BaseX - position.X):+0.0;-0.0;0.0} cm, "
                    + $"y {100 * (BaseY - position.Y):+0.0;-0.0;0.0} cm, turned {degrees:+0;-0;0} degrees"
            );
        }
    }
}
