using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Training;

namespace BlindVla.Benchmarks;

/// <summary>What perfect eyes would tell of put-on-plate: the robot's state, and where gripper, object and receptacle are. No angles of
/// things.</summary>
internal static class VisibleState
{
    /// <summary>Of a frame of a data set; null where one of the three is outside the picture.</summary>
    public static float[]? Of(LeRobotDataSet data, int frame)
    {
        var seen = data.Annotations(frame).ToLookup(annotation => annotation.Kind, annotation => annotation.Position);
        return seen[EntityKind.Gripper].Any() && seen[EntityKind.Object].Any() && seen[EntityKind.Receptacle].Any()
            ?
            [
                .. data.State(frame),
                .. Numbers(seen[EntityKind.Gripper].First()),
                .. Numbers(seen[EntityKind.Object].First()),
                .. Numbers(seen[EntityKind.Receptacle].First()),
            ]
            : null;
    }

    /// <summary>Of the world as it is now.</summary>
    public static float[] Of(Observation observation)
    {
        var world = observation.Privileged!;
        var gripper = world.RobotBase.Position + world.RobotBase.Orientation.Rotate(world.Gripper.Position);
        return
        [
            .. observation.State.Span,
            .. Numbers(gripper),
            .. Numbers(Annotator.Middle(world.Objects.First(item => item.Id == SceneRoles.Source))),
            .. Numbers(Annotator.Middle(world.Objects.First(item => item.Id == SceneRoles.Receptacle))),
        ];
    }

    private static float[] Numbers(Vector3D point) => [(float)point.X, (float)point.Y, (float)point.Z];
}
