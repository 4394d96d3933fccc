using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;

namespace BlindVla.Training;

/// <summary>Says where the things of a scene are in its pictures.</summary>
public sealed class Annotator(IReadOnlyList<SceneThing> things, CameraChange? change)
{
    /// <summary>What the point between the finger tips is called.</summary>
    public const string Gripper = "gripper";

    /// <summary>The gripper first, then the things in their order; what is outside the picture is left out.</summary>
    public ImmutableArray<Annotation> Annotate(PrivilegedState state)
    {
        var camera = new TabletopCamera(state.RobotBase, change);
        var annotations = ImmutableArray.CreateBuilder<Annotation>(things.Count + 1);
        var gripper = state.RobotBase.Position + state.RobotBase.Orientation.Rotate(state.Gripper.Position);
        Add(Gripper, EntityKind.Gripper, "train", gripper);
        foreach (var thing in things)
        {
            Add(thing.Name, thing.Kind, thing.Split, Middle(state.Objects.First(item => item.Id == thing.Id)));
        }
        return annotations.ToImmutable();

        void Add(string name, EntityKind kind, string split, Vector3D position)
        {
            if (camera.Project(position) is var (u, v))
            {
                annotations.Add(new(name, kind, split, position, u, v));
            }
        }
    }

    /// <summary>The middle of an object's bounding box, world frame.</summary>
    public static Vector3D Middle(ObjectState item) =>
        item.Pose.Position + item.Pose.Orientation.Rotate(0.5 * (item.BoundingBoxMin + item.BoundingBoxMax));
}
