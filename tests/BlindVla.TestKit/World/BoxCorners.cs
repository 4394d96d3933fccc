using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>The eight corners of a box that stands somewhere.</summary>
public static class BoxCorners
{
    /// <param name="pose">Of the box's frame.</param>
    /// <param name="min">Box frame, metres.</param>
    /// <param name="max">Box frame, metres.</param>
    public static List<Vector3D> Of(Pose pose, Vector3D min, Vector3D max)
    {
        var corners = new List<Vector3D>(8);
        for (var i = 0; i < 8; i++)
        {
            var corner = new Vector3D((i & 1) == 0 ? min.X : max.X, (i & 2) == 0 ? min.Y : max.Y, (i & 4) == 0 ? min.Z : max.Z);
            corners.Add(pose.Position + pose.Orientation.Rotate(corner));
        }
        return corners;
    }
}
