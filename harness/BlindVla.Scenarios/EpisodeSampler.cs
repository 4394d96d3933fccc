using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>
/// Draws one episode. Each slot has a stream of its own. An unperturbed slot's stream does not know the axis, so a perturbed episode and
/// its control have the same scene but for the slots the axis changes. A changed slot's stream does not know the level, so the levels of
/// an axis are the same draw made stronger.
/// </summary>
internal readonly struct EpisodeSampler(Suite suite, SuiteTask task, ulong seed)
{
    public const string ControlAxis = "id";

    /// <summary>No axis can be named like this: axes have a group.</summary>
    private const string BaseKey = "base";

    public EpisodeSpec Draw(SuiteAxis? axis, Perturbation? perturbation, int index)
    {
        var number = index.ToString("D4", CultureInfo.InvariantCulture);
        var draw = new SlotDraw(task, seed, index, axis, perturbation);
        var source = draw.Value(Slots.Object);
        var receptacle = draw.Value(Slots.Receptacle);
        var place = draw.Value(Slots.Placement);
        var sourcePose = new Pose(new(place.ObjectX, place.ObjectY, draw.Value(Slots.ObjectHeight)), Yaw(draw.Value(Slots.ObjectYaw)));
        var receptaclePose = new Pose(new(place.ReceptacleX, place.ReceptacleY, draw.Value(Slots.ReceptacleHeight)), Yaw(draw.Value(Slots.ReceptacleYaw)));
        var scene = new Scene(
            draw.Value(Slots.Table).Id,
            [new(SceneRoles.Source, source.Id, sourcePose), new(SceneRoles.Receptacle, receptacle.Id, receptaclePose)],
            draw.Value(Slots.ArmJointPositions),
            draw.Value(Slots.FingerPosition),
            new PutOnGoal(SceneRoles.Source, SceneRoles.Receptacle));
        var idPrefix = $"{suite.Name}/{task.Name}";
        return new EpisodeSpec(
            Id: $"{idPrefix}/{axis?.NameAt(perturbation!.Level) ?? ControlAxis}/{number}",
            Suite: suite.Name,
            Task: task.Name,
            Group: axis?.Group ?? ControlAxis,
            Axis: axis?.Name ?? ControlAxis,
            Level: perturbation?.Level,
            Index: index,
            Seed: seed,
            Split: axis is null ? Split.InDistribution : Split.OutOfDistribution,
            ControlId: axis is null ? null : $"{idPrefix}/{ControlAxis}/{number}",
            Instruction: draw.Value(Slots.Template).Render(source, receptacle),
            Scene: scene,
            MaxSteps: task.MaxSteps,
            SuccessRule: task.SuccessRule,
            PolicySeed: KeyedRandom.Create(seed, task.Name, BaseKey, IndexKey(index), "policy").NextUInt64());
    }

    private static string IndexKey(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static QuaternionD Yaw(double radians)
    {
        var q = QuaternionD.FromYaw(radians);
        return new(Exactness.Round(q.W), Exactness.Round(q.X), Exactness.Round(q.Y), Exactness.Round(q.Z));
    }

    private readonly record struct SlotDraw(SuiteTask Task, ulong Seed, int Index, SuiteAxis? Axis, Perturbation? Perturbation)
    {
        public T Value<T>(Slot<T> slot)
        {
            var changed = Perturbation?.Override.Find(slot);
            var key = changed is null ? BaseKey : Axis!.Name;
            return (changed ?? Task.Scene.Find(slot)!).Draw(KeyedRandom.Create(Seed, Task.Name, key, IndexKey(Index), slot.Name));
        }
    }
}
