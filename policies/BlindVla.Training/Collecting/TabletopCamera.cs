using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>
/// Where the benchmark's third-view camera sees a point. A server declares the size of its pictures but not where its camera is; this is
/// the camera of arXiv 2510.25616, which every table-top server of this project has.
/// </summary>
public sealed class TabletopCamera
{
    // Pose in the base frame, x forward, y left, z up; pin-hole model in pixels of the native picture.
    private static readonly Vector3D Position = new(0, -0.16, 0.36);
    private static readonly QuaternionD Orientation = Normalized(new(0.8992917, -0.09263245, 0.35892478, 0.23209205));
    private const double FocalLength = 623.588;
    private const double PrincipalX = 319.501;
    private const double PrincipalY = 239.545;
    private const double Width = 640;
    private const double Height = 480;
    private const double Nearest = 0.01; // metres

    private readonly Pose _robotBase;
    private readonly Vector3D _position;
    private readonly QuaternionD _orientation;
    private readonly double _focalLength;

    /// <param name="robotBase">World frame.</param>
    /// <param name="change">How the scene changes the camera; null: not at all.</param>
    public TabletopCamera(Pose robotBase, CameraChange? change)
    {
        _robotBase = robotBase;
        _position = Position + (change?.Translation ?? default);
        // A change turns the camera about its axes right, up and back.
        _orientation = change is { Rotation: var q } ? Orientation * new QuaternionD(q.W, -q.Z, -q.X, q.Y) : Orientation;
        _focalLength = FocalLength / (change?.FieldOfViewFactor ?? 1);
    }

    /// <summary>Where a point of the world is in the picture, as shares of its width and height; null where it is not in it.</summary>
    public (double U, double V)? Project(Vector3D world)
    {
        var inBase = _robotBase.Orientation.Conjugate.Rotate(world - _robotBase.Position);
        var seen = _orientation.Conjugate.Rotate(inBase - _position);
        if (seen.X < Nearest)
        {
            return null;
        }
        var u = (PrincipalX - (_focalLength * seen.Y / seen.X)) / Width;
        var v = (PrincipalY - (_focalLength * seen.Z / seen.X)) / Height;
        return u is >= 0 and <= 1 && v is >= 0 and <= 1 ? (u, v) : null;
    }

    /// <summary>The point of a horizontal plane that is seen at a place of the picture; null where none is: at the horizon, and
    /// above.</summary>
    /// <param name="u">From the left, as a share of the picture's width.</param>
    /// <param name="v">From the top, as a share of its height.</param>
    /// <param name="height">Of the plane, world frame, metres.</param>
    public Vector3D? OnPlane(double u, double v, double height)
    {
        var sight = new Vector3D(1, (PrincipalX - (u * Width)) / _focalLength, (PrincipalY - (v * Height)) / _focalLength);
        var direction = _robotBase.Orientation.Rotate(_orientation.Rotate(sight));
        var from = _robotBase.Position + _robotBase.Orientation.Rotate(_position);
        return (height - from.Z) / direction.Z is > 0 and < double.PositiveInfinity and var distance ? from + (distance * direction) : null;
    }

    private static QuaternionD Normalized(QuaternionD q) => new(q.W / q.Norm, q.X / q.Norm, q.Y / q.Norm, q.Z / q.Norm);
}
