using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// What the policy may look at. Images live in buffers the environment reuses: they stay valid until the second next call to the same
/// environment; whoever keeps one longer copies it.
/// </summary>
/// <param name="TimeSeconds">Seconds since the episode began, on the environment's clock.</param>
/// <param name="Images">Exactly the cameras asked for, in the order asked.</param>
/// <param name="State">As <see cref="EnvironmentSpec.State"/> says.</param>
/// <param name="Privileged">Object poses; null unless asked for.</param>
public sealed record Observation(
    double TimeSeconds,
    ImmutableArray<ImageFrame> Images,
    ReadOnlyMemory<float> State,
    PrivilegedState? Privileged);

/// <summary>One picture.</summary>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb"><c>Height x Width x 3</c> bytes, row-major, first row at the top.</param>
/// <param name="CaptureTimeSeconds">On the same clock as <see cref="Observation.TimeSeconds"/>.</param>
public sealed record ImageFrame(string Camera, int Width, int Height, ReadOnlyMemory<byte> Rgb, double CaptureTimeSeconds)
{
    /// <summary>The same picture in memory of its own.</summary>
    public ImageFrame Copy() => this with { Rgb = Rgb.ToArray() };
}

/// <summary>What no camera shows. Only a policy that declares <see cref="PolicySpec.IsPrivileged"/> gets it.</summary>
/// <param name="Objects">In the order of <see cref="TabletopScene.Objects"/>.</param>
/// <param name="Gripper">The point between the finger tips, base frame.</param>
/// <param name="GripperTarget">The pose the controller drives to, base frame.</param>
/// <param name="RobotBase">World frame.</param>
public sealed record PrivilegedState(ImmutableArray<ObjectState> Objects, Pose Gripper, Pose GripperTarget, Pose RobotBase);

/// <param name="Id">As in <see cref="ObjectPlacement.Id"/>.</param>
/// <param name="Pose">Of the object's origin, world frame.</param>
/// <param name="BoundingBoxMin">Object frame, metres.</param>
/// <param name="BoundingBoxMax">Object frame, metres.</param>
public sealed record ObjectState(string Id, Pose Pose, Vector3D BoundingBoxMin, Vector3D BoundingBoxMax);
