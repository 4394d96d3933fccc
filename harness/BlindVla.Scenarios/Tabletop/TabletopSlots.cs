using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>The slots of a table-top scene, besides those of every scene. A new kind of perturbation is a new slot here and its use in
/// <see cref="TabletopFamily"/>.</summary>
internal static class TabletopSlots
{
    // What the ranges here refuse is a slip of the pen, such as a length in millimetres. What a world can do is its own to say.
    private const double TableReachMeters = 2;

    public static Slot<CatalogueAsset> Object { get; } = new("object", CatalogueChoice.Assets("object", c => c.Objects));

    /// <summary>Left out where there are boards.</summary>
    public static Slot<CatalogueAsset> Receptacle { get; } =
        new("receptacle", CatalogueChoice.Assets("receptacle", c => c.Receptacles)) { IsOptional = true };

    public static Slot<CatalogueAsset> Table { get; } = new("table", CatalogueChoice.Assets("table", c => c.Tables));

    public static Slot<InstructionTemplate> Template { get; } = new("template", CatalogueChoice.Templates);

    public static Slot<Placement> Placement { get; } = new("placement", PlacementReader.Placements);

    public static Slot<double> ObjectYaw { get; } = new("object_yaw", NumberReader.Angles);

    public static Slot<double> ReceptacleYaw { get; } = new("receptacle_yaw", NumberReader.Angles);

    public static Slot<double> ObjectHeight { get; } = Height("object_height", "the height of the object's origin before it is dropped");

    public static Slot<double> ReceptacleHeight { get; } =
        Height("receptacle_height", "the height of the receptacle's origin before it is dropped");

    public static Slot<ImmutableArray<double>> ArmJointPositions { get; } = new("arm_joint_positions", ArmReader.Positions);

    public static Slot<double> FingerPosition { get; } =
        new("finger_position", NumberReader.Lengths("the distance of each finger from the gripper's centre line", 0, TableReachMeters));

    public static Slot<BoardChoice?> Boards { get; } = new("boards", BoardReader.Boards) { IsOptional = true };

    public static Slot<Companion?> SecondObject { get; } =
        new("second_object", CompanionReader.Second("object", c => c.Objects)) { IsOptional = true };

    public static Slot<Companion?> SecondReceptacle { get; } =
        new("second_receptacle", CompanionReader.Second("receptacle", c => c.Receptacles)) { IsOptional = true };

    public static Slot<double> SecondYaw { get; } = new("second_yaw", NumberReader.Angles) { IsOptional = true };

    public static Slot<double> SecondHeight { get; } =
        new("second_height", NumberReader.Lengths("the height of the second thing's origin before it is dropped", 0, TableReachMeters))
        {
            IsOptional = true,
            Neutral = 1,
        };

    public static Slot<Distractors?> Distractors { get; } = new("distractors", CompanionReader.Distractors) { IsOptional = true };

    public static Slot<ObjectMove?> ObjectMove { get; } = new("object_move", PlacementReader.Moves) { IsOptional = true };

    public static Slot<ImmutableArray<double>> ArmJointOffsets { get; } =
        new("arm_joint_offsets", ArmReader.Offsets) { IsOptional = true, Neutral = [0, 0, 0, 0, 0, 0] };

    public static Slot<double> ObjectScale { get; } = Factor("object_scale", "the factor of the object's lengths");

    public static Slot<double> ObjectMass { get; } = Factor("object_mass", "the factor of the object's mass");

    public static Slot<double> ObjectFriction { get; } = Factor("object_friction", "the factor of the object's friction");

    public static Slot<LinearColor> ObjectColor { get; } =
        new("object_color", PictureReader.Colors) { IsOptional = true, Neutral = LinearColor.White };

    public static ImmutableArray<Slot> All { get; } =
    [
        Object,
        Receptacle,
        Table,
        Template,
        Placement,
        ObjectYaw,
        ReceptacleYaw,
        ObjectHeight,
        ReceptacleHeight,
        ArmJointPositions,
        FingerPosition,
        Boards,
        SecondObject,
        SecondReceptacle,
        SecondYaw,
        SecondHeight,
        Distractors,
        ObjectMove,
        ArmJointOffsets,
        ObjectScale,
        ObjectMass,
        ObjectFriction,
        ObjectColor,
    ];

    private static Slot<double> Height(string name, string what) => new(name, NumberReader.Lengths(what, 0, TableReachMeters));

    private static Slot<double> Factor(string name, string what) =>
        new(name, NumberReader.Factors(what, 0.001, 1000)) { IsOptional = true, Neutral = 1 };
}
