using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>A way of the gripper to somewhere else.</summary>
/// <param name="Goal">World frame.</param>
/// <param name="Turn">Radians about the vertical.</param>
/// <param name="Gripper">From -1, closed, to 1.</param>
internal sealed record ArmMove(Vector3D Goal, double Turn, float Gripper)
{
    /// <summary>One of several equal steps.</summary>
    /// <param name="stepsLeft">This one too.</param>
    /// <param name="steps">Of the whole way.</param>
    public float[] Action(PrivilegedState state, int stepsLeft, int steps, EnvironmentSpec spec)
    {
        var goal = state.RobotBase.Orientation.Conjugate.Rotate(Goal - state.RobotBase.Position);
        var move = 1.0 / stepsLeft * (goal - state.GripperTarget.Position);
        double[] values = [move.X, move.Y, move.Z, 0, 0, Turn / steps, Gripper];
        var bounds = spec.Action.SelectMany(part => Enumerable.Repeat(part, part.Length));
        return
        [
            .. values.Zip(bounds, (value, part) =>
                (float)Math.Clamp(value, part.Minimum ?? double.MinValue, part.Maximum ?? double.MaxValue)
            ),
        ];
    }
}
