namespace BlindVla.Core;

/// <summary>A unit quaternion, w first (the convention of MuJoCo and of the benchmark's published poses).</summary>
public readonly record struct QuaternionD(double W, double X, double Y, double Z)
{
    public static QuaternionD Identity => new(1, 0, 0, 0);

    /// <summary>Rotation by <paramref name="radians"/> about a unit axis.</summary>
    public static QuaternionD FromAxisAngle(Vector3D axis, double radians)
    {
        var s = Math.Sin(radians / 2);
        return new(Math.Cos(radians / 2), s * axis.X, s * axis.Y, s * axis.Z);
    }

    /// <summary>Rotation about the vertical (z) axis.</summary>
    public static QuaternionD FromYaw(double radians) => FromAxisAngle(new(0, 0, 1), radians);

    public QuaternionD Conjugate => new(W, -X, -Y, -Z);

    /// <summary>Hamilton product: applies <paramref name="b"/> first, then <paramref name="a"/>.</summary>
    public static QuaternionD operator *(QuaternionD a, QuaternionD b) =>
        new(
            (a.W * b.W) - (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z),
            (a.W * b.X) + (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y),
            (a.W * b.Y) - (a.X * b.Z) + (a.Y * b.W) + (a.Z * b.X),
            (a.W * b.Z) + (a.X * b.Y) - (a.Y * b.X) + (a.Z * b.W)
        );

    /// <summary>Rotates a vector from the rotated frame to the outer frame.</summary>
    public Vector3D Rotate(Vector3D v)
    {
        var q = this * new QuaternionD(0, v.X, v.Y, v.Z) * Conjugate;
        return new(q.X, q.Y, q.Z);
    }

    public double Norm => Math.Sqrt((W * W) + (X * X) + (Y * Y) + (Z * Z));
}
