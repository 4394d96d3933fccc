using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Training;

namespace BlindVla.Benchmarks;

/// <summary>What perfect eyes would tell of put-on-plate: the robot's state, where gripper, object and receptacle are, which object it is,
/// and how it lay in the beginning.</summary>
/// <param name="Objects">All that there may be.</param>
internal sealed record VisibleState(ImmutableArray<string> Objects)
{
    /// <summary>Of a frame of a data set; null where one of the three is outside the picture.</summary>
    public float[]? Of(LeRobotDataSet data, int frame, Scene scene)
    {
        var seen = data.Annotations(frame).ToLookup(annotation => annotation.Kind, annotation => annotation.Position);
        return seen[EntityKind.Gripper].Any() && seen[EntityKind.Object].Any() && seen[EntityKind.Receptacle].Any()
            ?
            [
                .. data.State(frame),
                .. Numbers(seen[EntityKind.Gripper].First()),
                .. Numbers(seen[EntityKind.Object].First()),
                .. Numbers(seen[EntityKind.Receptacle].First()),
                .. Object(scene),
            ]
            : null;
    }

    /// <summary>Of the world as it is now.</summary>
    public float[] Of(Observation observation, Scene scene)
    {
        var world = observation.Privileged!;
        var gripper = world.RobotBase.Position + world.RobotBase.Orientation.Rotate(world.Gripper.Position);
        return
        [
            .. observation.State.Span,
            .. Numbers(gripper),
            .. Numbers(Annotator.Middle(world.Objects.First(item => item.Id == SceneRoles.Source))),
            .. Numbers(Annotator.Middle(world.Objects.First(item => item.Id == SceneRoles.Receptacle))),
            .. Object(scene),
        ];
    }

    private static float[] Numbers(Vector3D point) => [(float)point.X, (float)point.Y, (float)point.Z];

    /// <summary>Where its two horizontal axes point, and which it is.</summary>
    private IEnumerable<float> Object(Scene scene)
    {
        var item = ((TabletopScene)scene).Find(SceneRoles.Source);
        var (x, y) = (item.Pose.Orientation.Rotate(new(1, 0, 0)), item.Pose.Orientation.Rotate(new(0, 1, 0)));
        return [.. Numbers(x), .. Numbers(y), .. Objects.Select(asset => asset == item.Asset ? 1f : 0)];
    }
}
