using BlindVla.Core;

namespace BlindVla.Policies.Tabletop;

/// <summary>Where and how a two-finger gripper takes an object from above.</summary>
public static class GraspGeometry
{
    /// <summary>Closes across the narrower of the box's two most horizontal sides, at the box's centre.</summary>
    public static TopDownGrasp AcrossTheNarrowSide(ObjectState item)
    {
        var rotation = item.Pose.Orientation;
        var half = 0.5 * (item.BoundingBoxMax - item.BoundingBoxMin);
        var center = item.Pose.Position + rotation.Rotate(0.5 * (item.BoundingBoxMax + item.BoundingBoxMin));
        (Vector3D Axis, double Half)[] axes =
        [
            (rotation.Rotate(new(1, 0, 0)), half.X),
            (rotation.Rotate(new(0, 1, 0)), half.Y),
            (rotation.Rotate(new(0, 0, 1)), half.Z),
        ];
        var reach = axes.Sum(a => Math.Abs(a.Axis.Z) * a.Half);
        var narrow = axes.OrderBy(a => Math.Abs(a.Axis.Z)).Take(2).MinBy(a => a.Half);
        return new(center, Math.Atan2(narrow.Axis.Y, narrow.Axis.X), 2 * narrow.Half, center.Z + reach, center.Z - reach);
    }

    /// <summary>
    /// Orientation of a gripper that points down (its x axis along -z) and closes along a horizontal direction (its y axis). Of the two
    /// such orientations, which differ by half a turn, the one nearer to <paramref name="current"/>.
    /// </summary>
    public static QuaternionD PointingDown(double closingYaw, QuaternionD current)
    {
        var candidate = Down(closingYaw);
        var other = Down(closingYaw + Math.PI);
        return Angle(current, candidate) <= Angle(current, other) ? candidate : other;
    }

    /// <summary>Radians of the rotation that takes one orientation to the other, 0 to pi.</summary>
    public static double Angle(QuaternionD from, QuaternionD to)
    {
        var w = Math.Abs((to * from.Conjugate).W);
        return 2 * Math.Acos(Math.Min(1, w));
    }

    /// <summary>The orientation a fraction of the way along the shortest turn.</summary>
    public static QuaternionD Slerp(QuaternionD from, QuaternionD to, double fraction)
    {
        var turn = to * from.Conjugate;
        if (turn.W < 0)
            turn = new(-turn.W, -turn.X, -turn.Y, -turn.Z);
        var axis = new Vector3D(turn.X, turn.Y, turn.Z);
        var sine = axis.Length;
        if (sine < 1e-9)
            return to;
        var angle = 2 * Math.Atan2(sine, turn.W);
        return QuaternionD.FromAxisAngle(1 / sine * axis, fraction * angle) * from;
    }

    /// <summary>The angles (x, y, z) with R = Rx(x) Ry(y) Rz(z), radians: intrinsic x-y-z, the action's convention.</summary>
    public static Vector3D ToIntrinsicXyz(QuaternionD q)
    {
        var r02 = 2 * ((q.X * q.Z) + (q.W * q.Y));
        var r12 = 2 * ((q.Y * q.Z) - (q.W * q.X));
        var r22 = 1 - (2 * ((q.X * q.X) + (q.Y * q.Y)));
        var r01 = 2 * ((q.X * q.Y) - (q.W * q.Z));
        var r00 = 1 - (2 * ((q.Y * q.Y) + (q.Z * q.Z)));
        return new(Math.Atan2(-r12, r22), Math.Asin(Math.Clamp(r02, -1, 1)), Math.Atan2(-r01, r00));
    }

    // (0.5, 0.5, 0.5, -0.5) maps x to -z (fingers down), y to x (closing along x) and z to -y.
    private static QuaternionD Down(double closingYaw) => QuaternionD.FromYaw(closingYaw) * new QuaternionD(0.5, 0.5, 0.5, -0.5);
}
