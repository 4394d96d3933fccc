using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Rotations from one form into another, by way of a quaternion.</summary>
internal static class Rotations
{
    /// <summary>Below this a turn has no axis, and an angle that says nothing more.</summary>
    private const double Tiny = 1e-12;

    /// <summary>A convention of the world's state.</summary>
    public const string QuaternionWxyz = "quaternion_wxyz";

    /// <inheritdoc cref="QuaternionWxyz"/>
    public const string QuaternionXyzw = "quaternion_xyzw";

    public static int Length(RotationForm form) => form is RotationForm.QuaternionWxyz or RotationForm.QuaternionXyzw ? 4 : 3;

    /// <returns>Null where the values are no rotation: a quaternion of length zero.</returns>
    public static QuaternionD? ToQuaternion(RotationForm form, ReadOnlySpan<double> r)
    {
        switch (form)
        {
            case RotationForm.EulerXyzIntrinsic:
                return About(0, r[0]) * About(1, r[1]) * About(2, r[2]);
            case RotationForm.EulerXyzExtrinsic:
                return About(2, r[2]) * About(1, r[1]) * About(0, r[0]);
            case RotationForm.AxisAngle:
                var angle = Math.Sqrt((r[0] * r[0]) + (r[1] * r[1]) + (r[2] * r[2]));
                return angle < Tiny
                    ? QuaternionD.Identity
                    : QuaternionD.FromAxisAngle(new(r[0] / angle, r[1] / angle, r[2] / angle), angle);
            default:
                var q = form == RotationForm.QuaternionWxyz ? new QuaternionD(r[0], r[1], r[2], r[3]) : new(r[3], r[0], r[1], r[2]);
                var norm = q.Norm;
                return norm < Tiny ? null : new(q.W / norm, q.X / norm, q.Y / norm, q.Z / norm);
        }
    }

    public static double[] FromQuaternion(RotationForm form, QuaternionD q)
    {
        var (x, y, z) = (q.Rotate(new(1, 0, 0)), q.Rotate(new(0, 1, 0)), q.Rotate(new(0, 0, 1)));
        switch (form)
        {
            case RotationForm.EulerXyzIntrinsic:
                var sine = Math.Clamp(z.X, -1, 1);
                // Straight up or down only the sum of the other two turns can be told.
                return 1 - Math.Abs(sine) < Tiny
                    ? [Math.Atan2(y.Z, y.Y), Math.Asin(sine), 0]
                    : [Math.Atan2(-z.Y, z.Z), Math.Asin(sine), Math.Atan2(-y.X, x.X)];
            case RotationForm.EulerXyzExtrinsic:
                sine = Math.Clamp(-x.Z, -1, 1);
                return 1 - Math.Abs(sine) < Tiny
                    ? [Math.Atan2(-z.Y, y.Y), Math.Asin(sine), 0]
                    : [Math.Atan2(y.Z, z.Z), Math.Asin(sine), Math.Atan2(x.Y, x.X)];
            case RotationForm.AxisAngle:
                var vector = Math.Sqrt((q.X * q.X) + (q.Y * q.Y) + (q.Z * q.Z));
                // The shorter way round.
                var angle = 2 * Math.Atan2(q.W < 0 ? -vector : vector, Math.Abs(q.W));
                var scale = vector < Tiny ? 0 : angle / vector;
                return [scale * q.X, scale * q.Y, scale * q.Z];
            default:
                return form == RotationForm.QuaternionWxyz ? [q.W, q.X, q.Y, q.Z] : [q.X, q.Y, q.Z, q.W];
        }
    }

    private static QuaternionD About(int axis, double radians) =>
        QuaternionD.FromAxisAngle(new(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0), radians);
}
