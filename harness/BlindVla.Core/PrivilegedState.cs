using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>What no camera shows. Only a policy that declares <see cref="PolicySpec.IsPrivileged"/> gets it.</summary>
/// <param name="Objects">In the order of <see cref="TabletopScene.Objects"/>.</param>
/// <param name="Gripper">The point between the finger tips, base frame.</param>
/// <param name="GripperTarget">The pose the controller drives to, base frame.</param>
/// <param name="RobotBase">World frame.</param>
public sealed record PrivilegedState(ImmutableArray<ObjectState> Objects, Pose Gripper, Pose GripperTarget, Pose RobotBase);
