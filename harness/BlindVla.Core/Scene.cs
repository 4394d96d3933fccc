using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// The fully decided initial world of one episode. The simulator draws nothing at random: what is not here does not vary.
/// </summary>
/// <param name="Table">Asset name of the picture behind robot and objects.</param>
/// <param name="Objects">Every object and receptacle; ids are unique in the scene.</param>
/// <param name="ArmJointPositions">Radians, waist to wrist_rotate (6 values).</param>
/// <param name="FingerPosition">Metres of each finger from the gripper's centre line.</param>
/// <param name="Goal">What must be achieved.</param>
public sealed record Scene(
    string Table,
    ImmutableArray<ObjectPlacement> Objects,
    ImmutableArray<double> ArmJointPositions,
    double FingerPosition,
    PutOnGoal Goal)
{
    /// <summary>The object with an id that is in the scene.</summary>
    public ObjectPlacement Find(string id) => Objects.First(placement => placement.Id == id);
}

/// <summary>The object ids that every put-on scene has; distractors have others.</summary>
public static class SceneRoles
{
    /// <summary>What must be moved.</summary>
    public const string Source = "source";

    /// <summary>Where it must go.</summary>
    public const string Receptacle = "receptacle";
}

/// <summary>One object of a scene.</summary>
/// <param name="Id">Its role in the scene, e.g. <see cref="SceneRoles.Source"/>.</param>
/// <param name="Asset">What it is: an asset name the environment offers, e.g. <c>carrot</c>.</param>
/// <param name="Pose">World frame, before it is dropped and settles.</param>
public sealed record ObjectPlacement(string Id, string Asset, Pose Pose);

/// <summary>The object with id <paramref name="Object"/> must lie on the one with id <paramref name="Receptacle"/>.</summary>
public sealed record PutOnGoal(string Object, string Receptacle);
