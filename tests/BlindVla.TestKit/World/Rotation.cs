using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Intrinsic x-y-z Euler angles: R = Rx(x) Ry(y) Rz(z).</summary>
internal static class Rotation
{
    public static QuaternionD FromEuler(double x, double y, double z) =>
        QuaternionD.FromAxisAngle(new(1, 0, 0), x)
        * QuaternionD.FromAxisAngle(new(0, 1, 0), y)
        * QuaternionD.FromAxisAngle(new(0, 0, 1), z);

    /// <summary>The inverse, with y in [-pi/2, pi/2].</summary>
    public static Vector3D ToEuler(QuaternionD q)
    {
        // Rows of R = Rx Ry Rz: (0,0) = cy cz, (0,1) = -cy sz, (0,2) = sy, (1,2) = -sx cy, (2,2) = cx cy.
        var (ex, ey, ez) = (q.Rotate(new(1, 0, 0)), q.Rotate(new(0, 1, 0)), q.Rotate(new(0, 0, 1)));
        return new(Math.Atan2(-ez.Y, ez.Z), Math.Asin(Math.Clamp(ez.X, -1, 1)), Math.Atan2(-ey.X, ex.X));
    }

    public static QuaternionD Normalized(QuaternionD q)
    {
        var norm = q.Norm;
        return new(q.W / norm, q.X / norm, q.Y / norm, q.Z / norm);
    }
}
