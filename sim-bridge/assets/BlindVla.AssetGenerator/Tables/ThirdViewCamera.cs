using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Tables;

/// <summary>
/// The benchmark's 640x480 `3rd_view_camera` in the world frame. It is mounted on the robot's base, which stands at (0.147, 0.028, 0.870)
/// turned by 180 degrees; the mount is p = (0, -0.16, 0.36), q(wxyz) = (0.8992917, -0.09263245, 0.35892478, 0.23209205).
/// </summary>
internal static class ThirdViewCamera
{
    public const int Width = 640;
    public const int Height = 480;

    private const double FocalLength = 623.588;
    private const double CenterX = 319.501;
    private const double CenterY = 239.545;

    public static readonly Vector3 Position = new(0.147, 0.188, 1.230);

    private static readonly Vector3 Forward = Axis(new(1, 0, 0));
    private static readonly Vector3 Left = Axis(new(0, 1, 0));
    private static readonly Vector3 Up = Axis(new(0, 0, 1));

    /// <summary>The direction seen at a place in the picture, in pixels from the top left corner.</summary>
    public static Vector3 Ray(double column, double row) =>
        (Forward + (Left * ((CenterX - column) / FocalLength)) + (Up * ((CenterY - row) / FocalLength))).Normalized();

    /// <summary>Where a point appears, and its distance along the viewing direction.</summary>
    public static (double Column, double Row, double Depth) Project(Vector3 point)
    {
        var offset = point - Position;
        var depth = offset.Dot(Forward);
        return (CenterX - (FocalLength * offset.Dot(Left) / depth), CenterY - (FocalLength * offset.Dot(Up) / depth), depth);
    }

    /// <summary>A camera axis in the world: the mount's rotation, then half a turn about z.</summary>
    private static Vector3 Axis(Vector3 v)
    {
        var w = 0.8992917;
        var q = new Vector3(-0.09263245, 0.35892478, 0.23209205);
        // The published digits are a unit quaternion to 1e-8 only.
        var norm = Math.Sqrt((w * w) + q.Dot(q));
        (w, q) = (w / norm, q / norm);
        var t = q.Cross(v) * 2;
        var mounted = v + (t * w) + q.Cross(t);
        return new(-mounted.X, -mounted.Y, mounted.Z);
    }
}
