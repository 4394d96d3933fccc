using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Control;

/// <summary>A scene in words.</summary>
internal static class SceneLayout
{
    /// <summary>Where everything lies, in the world's frame.</summary>
    public static IEnumerable<string> Of(TabletopScene scene)
    {
        yield return $"on the table {scene.Table}:";
        foreach (var thing in scene.Objects)
        {
            var (position, turn) = (thing.Pose.Position, thing.Pose.Orientation);
            var yaw = Math.Atan2(2 * ((turn.W * turn.Z) + (turn.X * turn.Y)), 1 - (2 * ((turn.Y * turn.Y) + (turn.Z * turn.Z))));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{thing.Asset} ({thing.Id}): x {100 * position.X:+0.0;-0.0;0.0} cm, y {100 * position.Y:+0.0;-0.0;0.0} cm, "
                    + $"turned {180 / Math.PI * yaw:+0;-0;0} degrees"
            );
        }
    }
}
