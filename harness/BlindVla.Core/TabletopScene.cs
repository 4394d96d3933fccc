using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>Objects on a table in front of an arm, one of which must be put on another.</summary>
/// <param name="Table">Asset name of the picture behind robot and objects.</param>
/// <param name="Objects">Every object and receptacle; ids are unique in the scene.</param>
/// <param name="ArmJointPositions">Radians, waist to wrist_rotate (6 values).</param>
/// <param name="FingerPosition">Metres of each finger from the gripper's centre line.</param>
/// <param name="Goal">What must be achieved.</param>
public sealed record TabletopScene(
    string Table,
    ImmutableArray<ObjectPlacement> Objects,
    ImmutableArray<double> ArmJointPositions,
    double FingerPosition,
    PutOnGoal Goal) : Scene
{
    /// <summary>What happens by itself in mid-episode, ordered by step.</summary>
    public ImmutableArray<MoveEvent> Events { get; init; } = [];

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

    /// <summary>What is only in the way, numbered from 1.</summary>
    public static string Distractor(int number) => $"distractor_{number}";
}

/// <summary>One object of a scene.</summary>
/// <param name="Id">Its role in the scene, e.g. <see cref="SceneRoles.Source"/>.</param>
/// <param name="Asset">What it is: an asset name the environment offers, e.g. <c>carrot</c>.</param>
/// <param name="Pose">World frame, before it is dropped and settles.</param>
public sealed record ObjectPlacement(string Id, string Asset, Pose Pose)
{
    /// <summary>Factor of every length, above 0; the density stays, so mass grows with its cube.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Factor of mass and inertia on top of the scale, above 0.</summary>
    public double MassFactor { get; init; } = 1;

    /// <summary>Factor of the sliding friction of all its contacts, above 0.</summary>
    public double FrictionFactor { get; init; } = 1;

    /// <summary>Multiplies the asset's colours; from 0 to 1 each.</summary>
    public LinearColor ColorFactor { get; init; } = LinearColor.White;
}

/// <summary>An object is taken away and dropped elsewhere, at rest, at the beginning of a control step, before its action is applied.</summary>
/// <param name="Step">Control steps applied before it; 0 is the first.</param>
/// <param name="Object">Id of an <see cref="ObjectPlacement"/>.</param>
/// <param name="Pose">World frame.</param>
/// <param name="SettleSubsteps">Physics substeps for which the robot holds and objects fall before the step goes on.</param>
public sealed record MoveEvent(int Step, string Object, Pose Pose, int SettleSubsteps);

/// <summary>The object with id <paramref name="Object"/> must lie on the one with id <paramref name="Receptacle"/>.</summary>
public sealed record PutOnGoal(string Object, string Receptacle);
