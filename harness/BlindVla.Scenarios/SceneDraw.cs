using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>
/// The draws of one episode. Each slot has a stream of its own. An unperturbed slot's stream does not know the axis, so a perturbed
/// episode and its control have the same scene but for the slots the axis changes. A changed slot's stream does not know the level, so
/// the levels of an axis are the same draw made stronger.
/// </summary>
internal sealed class SceneDraw(SuiteTask task, ulong seed, int index, SuiteAxis? axis, Perturbation? perturbation)
{
    /// <summary>No axis can be named like this: axes have a group.</summary>
    private const string BaseKey = "base";

    private readonly SlotSet _slots = perturbation is null ? task.Scene : task.Scene.With(perturbation.Override);

    /// <summary>Seed for a purpose that no axis changes.</summary>
    public ulong Seed(string purpose) => Stream(BaseKey, purpose).NextUInt64();

    /// <summary>The whole scene, what the policy is told about it, and what that calls the object's goal.</summary>
    public (Scene Scene, string Instruction, string TargetName) Scene()
    {
        var (objects, source, target) = Objects();
        var scene = new Scene(
            Value(Slots.Table).Id,
            objects,
            [.. Value(Slots.ArmJointPositions).Zip(Value(Slots.ArmJointOffsets), (start, offset) => offset == 0 ? start : Exactness.Round(start + offset))],
            Value(Slots.FingerPosition),
            new PutOnGoal(SceneRoles.Source, SceneRoles.Receptacle))
        {
            Overlay = Value(Slots.Overlay),
            Camera = Value(Slots.Camera),
            Lighting = Value(Slots.Lighting),
            Sensor = Sensor(),
            Events = Events(objects[0]),
            ActionLatencySteps = Value(Slots.ActionLatency),
        };
        return (scene, Value(Slots.Template).Render(source, target), target);
    }

    /// <summary>Everything on the table, the object first, its receptacle second; and the words for both.</summary>
    private (ImmutableArray<ObjectPlacement> Objects, string Source, string Target) Objects()
    {
        var place = Value(Slots.Placement);
        var source = Value(Slots.Object);
        var objects = new List<ObjectPlacement> { Source(source, place.Object) };
        var target = Value(Slots.Boards) is { } boards ? AddBoards(objects, boards) : AddReceptacle(objects, place);
        if (Value(Slots.SecondObject) is { } secondObject)
        {
            var second = secondObject.Beside(source, Stream(Slots.SecondObject));
            AddSecond(objects, second, place.Third!.Value);
        }
        if (Value(Slots.SecondReceptacle) is { } secondReceptacle)
        {
            var second = secondReceptacle.Beside(Value(Slots.Receptacle), Stream(Slots.SecondReceptacle));
            AddSecond(objects, second, place.Third!.Value);
        }
        if (Value(Slots.Distractors) is { } distractors)
        {
            AddDistractors(objects, distractors);
        }
        return ([.. objects], source.Name, target);
    }

    private ObjectPlacement Source(CatalogueAsset source, Cell cell) =>
        new(SceneRoles.Source, source.Id, At(cell, Value(Slots.ObjectHeight), Value(Slots.ObjectYaw)))
        {
            Scale = Value(Slots.ObjectScale),
            MassFactor = Value(Slots.ObjectMass),
            FrictionFactor = Value(Slots.ObjectFriction),
            ColorFactor = Value(Slots.ObjectColor),
        };

    private string AddReceptacle(List<ObjectPlacement> objects, Placement place)
    {
        var receptacle = Value(Slots.Receptacle);
        objects.Add(new(SceneRoles.Receptacle, receptacle.Id, At(place.Receptacle!.Value, Value(Slots.ReceptacleHeight), Value(Slots.ReceptacleYaw))));
        return receptacle.Name;
    }

    private string AddBoards(List<ObjectPlacement> objects, BoardChoice choice)
    {
        var row = choice.Draw(Stream(Slots.Boards));
        var (height, yaw) = (Value(Slots.ReceptacleHeight), Value(Slots.ReceptacleYaw));
        var target = row.Boards[row.Target];
        objects.Add(new(SceneRoles.Receptacle, target.Board.Id, At(target.Place, height, yaw)));
        objects.AddRange(row.Boards.Where(b => b != target)
            .Select((b, i) => new ObjectPlacement(SceneRoles.Distractor(i + 1), b.Board.Id, At(b.Place, height, yaw))));
        return row.Called;
    }

    private void AddSecond(List<ObjectPlacement> objects, CatalogueAsset second, Cell cell)
    {
        var pose = At(cell, Value(Slots.SecondHeight), Value(Slots.SecondYaw));
        if (objects.FindIndex(o => o.Asset == second.Id) is >= 0 and var same)
        {
            // Only by the upstream rule: there is one of each thing, and it lies where it was put last.
            objects[same] = objects[same] with { Pose = pose };
            return;
        }
        objects.Add(new(SceneRoles.Distractor(1), second.Id, pose));
    }

    private void AddDistractors(List<ObjectPlacement> objects, Distractors distractors)
    {
        var taken = objects.Select(o => new Cell(o.Pose.Position.X, o.Pose.Position.Y)).ToList();
        var first = objects.Count(o => o.Id is not (SceneRoles.Source or SceneRoles.Receptacle)) + 1;
        objects.AddRange(distractors.Among([.. objects.Select(o => o.Asset)], taken, Stream(Slots.Distractors))
            .Select((d, i) => new ObjectPlacement(SceneRoles.Distractor(first + i), d.Asset.Id, At(d.Cell, Value(Slots.ObjectHeight), 0))));
    }

    private SensorEffects? Sensor() => Value(Slots.Sensor) is { } sensor
        ? sensor with { NoiseSeed = sensor.NoiseSigma > 0 ? Seed("sensor-noise") : 0 }
        : null;

    private ImmutableArray<MoveEvent> Events(ObjectPlacement source) => Value(Slots.ObjectMove) is { } move
        ? [new(move.Step, SceneRoles.Source, At(Value(Slots.Placement).Third!.Value, move.HeightMeters, source.Pose.Orientation), move.SettleSubsteps)]
        : [];

    private T Value<T>(Slot<T> slot) => _slots.Find(slot) is { } choices ? choices.Draw(Stream(slot)) : slot.Neutral!;

    private KeyedRandom Stream(Slot slot) => Stream(perturbation?.Override.Has(slot) == true ? axis!.Name : BaseKey, slot.Name);

    private KeyedRandom Stream(string key, string purpose) =>
        KeyedRandom.Create(seed, task.Name, key, index.ToString(CultureInfo.InvariantCulture), purpose);

    private static Pose At(Cell cell, double height, double yaw) => At(cell, height, Exactness.Round(QuaternionD.FromYaw(yaw)));

    private static Pose At(Cell cell, double height, QuaternionD orientation) => new(new(cell.X, cell.Y, height), orientation);
}
