using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>A part of a scene that tasks and perturbations may set.</summary>
internal abstract class Slot(string name)
{
    public string Name { get; } = name;

    /// <summary>A scene may leave it out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What a suite file says about it, or null after having reported what is wrong.</summary>
    public abstract SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values);

    /// <summary>To be drawn from these is as good as to be left out.</summary>
    public abstract bool IsNeutral(SlotChoices choices);
}

/// <param name="read">The values that a suite file gives.</param>
internal sealed class Slot<T>(string name, SlotReader<T> read) : Slot(name)
{
    /// <summary>What it is where nobody mentions it.</summary>
    public T? Neutral { get; init; }

    public override SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values) => read(Name, node, catalogue, values);

    public override bool IsNeutral(SlotChoices choices) =>
        IsOptional && ((SlotChoices<T>)choices).Values.All(value => EqualityComparer<T>.Default.Equals(value, Neutral));
}

/// <summary>Reads what a suite file says about a slot; null after having reported what is wrong.</summary>
internal delegate SlotChoices<T>? SlotReader<T>(string slot, YamlNode node, Catalogue catalogue, YamlValues values);

/// <summary>Every slot there is. A new kind of perturbation is a new slot here and its use in <see cref="SceneDraw"/>.</summary>
internal static class Slots
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

    public static Slot<double> SecondHeight { get; } = new(
        "second_height",
        NumberReader.Lengths("the height of the second thing's origin before it is dropped", 0, TableReachMeters))
    { IsOptional = true, Neutral = 1 };

    public static Slot<Distractors?> Distractors { get; } = new("distractors", CompanionReader.Distractors) { IsOptional = true };

    public static Slot<ObjectMove?> ObjectMove { get; } = new("object_move", PlacementReader.Moves) { IsOptional = true };

    public static Slot<ImmutableArray<double>> ArmJointOffsets { get; } =
        new("arm_joint_offsets", ArmReader.Offsets) { IsOptional = true, Neutral = [0, 0, 0, 0, 0, 0] };

    public static Slot<double> ObjectScale { get; } = Factor("object_scale", "the factor of the object's lengths");

    public static Slot<double> ObjectMass { get; } = Factor("object_mass", "the factor of the object's mass");

    public static Slot<double> ObjectFriction { get; } = Factor("object_friction", "the factor of the object's friction");

    public static Slot<LinearColor> ObjectColor { get; } = new("object_color", PictureReader.Colors) { IsOptional = true, Neutral = LinearColor.White };

    public static Slot<TextureOverlay?> Overlay { get; } = new("overlay", PictureReader.Overlays) { IsOptional = true };

    public static Slot<CameraChange?> Camera { get; } = new("camera", PictureReader.Cameras) { IsOptional = true };

    public static Slot<LightChange?> Lighting { get; } = new("lighting", PictureReader.Lights) { IsOptional = true };

    public static Slot<SensorEffects?> Sensor { get; } = new("sensor", PictureReader.Sensors) { IsOptional = true };

    public static Slot<int> ActionLatency { get; } =
        new("action_latency", NumberReader.Counts("control steps of latency", 0, 10_000)) { IsOptional = true };

    public static ImmutableArray<Slot> All { get; } =
    [
        Object, Receptacle, Table, Template, Placement, ObjectYaw, ReceptacleYaw, ObjectHeight, ReceptacleHeight, ArmJointPositions, FingerPosition,
        Boards, SecondObject, SecondReceptacle, SecondYaw, SecondHeight, Distractors, ObjectMove, ArmJointOffsets,
        ObjectScale, ObjectMass, ObjectFriction, ObjectColor, Overlay, Camera, Lighting, Sensor, ActionLatency,
    ];

    /// <summary>What is wrong with slots that are right one by one; empty when a scene can be made of them.</summary>
    public static IEnumerable<string> Contradictions(SlotSet scene)
    {
        var places = scene.Find(Placement)!.Values;
        var (hasBoards, hasThird) = (scene.Has(Boards), places.Any(p => p.Third is not null));
        if (hasBoards == scene.Has(Receptacle))
        {
            yield return "a scene needs either 'receptacle' or 'boards'" + (hasBoards ? ", and has both" : "");
        }
        if (hasBoards == places.Any(p => p.Receptacle is not null))
        {
            yield return hasBoards
                ? "'boards' say where they lie; give 'placement' the object's place only"
                : "'placement' has no place for the receptacle";
        }
        var users = new Slot[] { SecondObject, SecondReceptacle, ObjectMove }.Where(scene.Has).Select(slot => $"'{slot.Name}'").ToList();
        if (users.Count > 1)
        {
            yield return $"{string.Join(" and ", users)} need the third place of 'placement', which is one";
        }
        if (users.Count > 0 != hasThird)
        {
            yield return hasThird
                ? "'placement' has a third place that nothing uses; remove 'third', or set second_object, second_receptacle or object_move"
                : $"{users[0]} needs a third place; give 'placement' the key 'third'";
        }
        if (scene.Find(Distractors)?.Values[0] is { } distractors)
        {
            if (hasBoards)
            {
                yield return "'distractors' and 'boards' cannot be in one scene: nothing keeps them apart";
            }
            else if (!distractors.FitAmong(places))
            {
                yield return $"{distractors.Count} 'distractors' may find no cell left; give them a larger grid or a smaller min_distance";
            }
        }
    }

    private static Slot<double> Height(string name, string what) => new(name, NumberReader.Lengths(what, 0, TableReachMeters));

    private static Slot<double> Factor(string name, string what) =>
        new(name, NumberReader.Factors(what, 0.001, 1000)) { IsOptional = true, Neutral = 1 };
}
