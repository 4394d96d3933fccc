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
    PutOnGoal Goal
) : Scene
{
    /// <summary>What happens by itself in mid-episode, ordered by step.</summary>
    public ImmutableArray<MoveEvent> Events { get; init; } = [];

    /// <summary>The object with an id that is in the scene.</summary>
    public ObjectPlacement Find(string id) => Objects.First(placement => placement.Id == id);
}
