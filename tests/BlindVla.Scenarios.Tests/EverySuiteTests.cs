using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>What holds for the episodes of every shipped suite, whatever they perturb.</summary>
[TestFixtureSource(nameof(Suites))]
internal sealed class EverySuiteTests(string name)
{
    private const int PerCell = 8;
    private const ulong Seed = 5;

    private static IEnumerable<string> Suites => Shipped.Library.Names;

    private readonly Suite _suite = Shipped.Library.Load(name);

    private EpisodePlan Plan => _suite.Plan(Seed, PerCell);

    [Test]
    public void Plan_Twice_IsTheSame() =>
        Assert.That(Text(Shipped.Library.Load(name).Plan(Seed, PerCell).Episodes), Is.EqualTo(Text(Plan.Episodes)));

    [Test]
    public void Plan_OfMoreEpisodes_BeginsWithTheSameEpisodes() =>
        Assert.That(Text(_suite.Plan(Seed, 3).Episodes), Is.EqualTo(Text(Plan.Episodes.Where(e => e.Index < 3))));

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    public void Shard_AllOfThem_PartitionThePlan(int count)
    {
        var shards = Enumerable.Range(1, count).SelectMany(i => Plan.Shard(i, count).Episodes);

        Assert.That(Text(shards).Order(), Is.EqualTo(Text(Plan.Episodes).Order()));
    }

    [Test]
    public void Only_EachCellAlone_HasTheEpisodesOfTheWholePlan()
    {
        var alone = Plan.Cells.SelectMany(cell => Plan.Only($"{name}/{cell.Task}/{cell.Axis}/*").Episodes);

        Assert.That(Text(alone).Order(), Is.EqualTo(Text(Plan.Episodes).Order()));
    }

    [Test]
    public void Plan_WithAnotherAxisInEveryTask_LeavesEveryOtherEpisodeAsItWas()
    {
        var latency = new SlotChoices<int>(CommonSlots.ActionLatency.Name, "9", [9], v => $"{v}");
        var axis = new SuiteAxis("execution/very-late", "Nine steps late.", [new Perturbation(null, new SlotSet([latency]))]);
        var extended = new Suite(
            _suite.Name,
            _suite.Version,
            _suite.Description,
            _suite.ControlPeriodSeconds,
            _suite.Late,
            [
                .. _suite.Tasks.Select(t => new SuiteTask(
                    t.Name,
                    t.Description,
                    t.MaxSteps,
                    t.SuccessRule,
                    t.IsHeldOut,
                    t.Family,
                    t.Scene,
                    [axis, .. t.Axes]
                )),
            ],
            [axis, .. _suite.Axes]
        );

        var (added, others) = (
            extended.Plan(Seed, PerCell).Episodes.ToLookup(e => e.Axis == axis.Name)[true].ToList(),
            extended.Plan(Seed, PerCell).Episodes.Where(e => e.Axis != axis.Name)
        );

        Assert.That(Text(others), Is.EqualTo(Text(Plan.Episodes)));
        Assert.That(
            added,
            Has.Count.EqualTo(PerCell * _suite.Tasks.Length).And.All.Matches<EpisodeSpec>(e => e!.Scene.ActionLatencySteps == 9)
        );
        Assert.That(extended.Sha256, Is.Not.EqualTo(_suite.Sha256));
    }

    [Test]
    public void PerturbedEpisode_HasATwinThatDiffersOnlyInTheSlotsOfItsAxis()
    {
        var byId = Plan.Episodes.ToDictionary(e => e.Id);
        var axes = _suite.Axes.ToDictionary(a => a.Name);
        foreach (var e in Plan.Episodes.Where(e => e.Axis != "id"))
        {
            var control = byId[e.ControlId!];
            Assert.That(
                (control.Task, control.Index, control.PolicySeed, control.ControlId),
                Is.EqualTo((e.Task, e.Index, e.PolicySeed, (string?)null)),
                e.Id
            );
            var slots = axes[e.Axis].Perturbations.Single(p => p.Level == e.Level).Slots.Select(s => s.Slot).ToList();
            var restored = slots.Aggregate(e.Tabletop(), (scene, slot) => Restored(scene, control.Tabletop(), slot));
            Assert.That(
                SceneDigest.Compute(restored),
                Is.EqualTo(SceneDigest.Compute(control.Scene)),
                $"{e.Id} differs in more than {string.Join(", ", slots)}"
            );
            if (!slots.Intersect(["object", "receptacle", "template"]).Any())
            {
                Assert.That(e.Instruction, Is.EqualTo(control.Instruction), e.Id);
            }
        }
    }

    [Test]
    public void EveryAxis_ChangesNearlyEveryEpisode()
    {
        var byId = Plan.Episodes.ToDictionary(e => e.Id);
        foreach (var cell in Plan.Episodes.Where(e => e.ControlId is not null).GroupBy(e => (e.Axis, e.Level)))
        {
            var same = cell.Count(e =>
                SceneDigest.Compute(e.Scene) == SceneDigest.Compute(byId[e.ControlId!].Scene)
                && e.Instruction == byId[e.ControlId!].Instruction
            );
            Assert.That(same, Is.LessThanOrEqualTo(1), $"{cell.Key}");
        }
    }

    [Test]
    public void EveryScene_IsWithinTheWorkcellsBounds()
    {
        var assets = Shipped
            .Catalogue.Objects.Select(a => a.Id)
            .Concat(Shipped.Catalogue.Receptacles.Select(a => a.Id))
            .Concat(Shipped.Catalogue.Boards.Select(b => b.Id))
            .ToHashSet();
        foreach (var e in Plan.Episodes)
        {
            var s = e.Tabletop();
            Assert.That(s.Objects.Select(o => o.Id), Is.Unique.And.SupersetOf(new[] { s.Goal.Object, s.Goal.Receptacle }), e.Id);
            Assert.That(s.Objects.Take(2).Select(o => o.Id), Is.EqualTo(new[] { SceneRoles.Source, SceneRoles.Receptacle }), e.Id);
            Assert.That(s.Objects.Select(o => o.Asset), Is.SubsetOf(assets).And.Unique, e.Id);
            Assert.That(
                s.Objects.Select(o => o.Pose).Concat(s.Events.Select(m => m.Pose)),
                Is.All.Matches<Pose>(p =>
                    p.Position is { X: > -0.3 and < 0, Y: > -0.2 and < 0.2, Z: >= 0.9 and <= 1 } && Math.Abs(p.Orientation.Norm - 1) < 1e-9
                ),
                e.Id
            );
            Assert.That(Pairs(s.Objects).Min(pair => Horizontal(pair.A, pair.B)), Is.GreaterThan(0.07), e.Id);
            Assert.That(
                s.Objects,
                Is.All.Matches<ObjectPlacement>(o => o is { Scale: >= 0.5 and <= 1.5, MassFactor: > 0, FrictionFactor: > 0 }),
                e.Id
            );
            Assert.That(s.Events.Select(m => m.Object), Is.SubsetOf(s.Objects.Select(o => o.Id)), e.Id);
            Assert.That(s.Events, Is.All.Matches<MoveEvent>(m => m!.Step < e.MaxSteps), e.Id);
            Assert.That(s.Overlay?.Strength ?? 1, Is.InRange(0, 1), e.Id);
            Assert.That(s.Sensor?.JpegQuality ?? 1, Is.InRange(0, 100), e.Id);
            Assert.That(e.Instruction, Does.Not.Contain("{"), e.Id);
        }
    }

    [Test]
    public void LevelsOfAnAxis_AreTheSameDrawMadeStronger()
    {
        foreach (var levels in Plan.Episodes.Where(e => e.Level is not null).GroupBy(e => (e.Axis, e.Index)))
        {
            // What a level scales differs; which texture, direction or object was drawn does not.
            Assert.That(levels.Select(e => Kind(e.Tabletop())).Distinct().Count(), Is.EqualTo(1), $"{levels.Key}");
        }

        static string Kind(TabletopScene s) =>
            string.Join(
                ' ',
                [
                    s.Overlay?.Texture,
                    s.Objects.Length > 2 ? s.Objects[2].Asset : null,
                    s.Camera is { } c
                        ? $"{Math.Sign(c.Translation.X)} {Math.Sign(c.Translation.Y)} {Math.Sign(c.Translation.Z)} "
                            + $"{Math.Sign(c.Rotation.X)} {Math.Sign(c.Rotation.Y)} {Math.Sign(c.Rotation.Z)} {c.FieldOfViewFactor > 1}"
                        : null,
                    s.Lighting is { } l
                        ? $"{Math.Sign(l.Rotation.X)} {Math.Sign(l.Rotation.Y)} {l.ColorFactor.Red > 1} "
                            + $"{l.ColorFactor.Red < l.ColorFactor.Blue} {l.ColorFactor.Green < l.ColorFactor.Blue}"
                        : null,
                    $"{s.Objects[0].Scale > 1} {s.Objects[0].MassFactor > 1} {s.Objects[0].FrictionFactor > 1} "
                        + $"{s.Objects[0].ColorFactor.Red < s.Objects[0].ColorFactor.Blue}",
                    $"{s.Sensor?.NoiseSeed}",
                ]
            );
    }

    /// <summary>The scene with what a slot decides as in the control.</summary>
    private static TabletopScene Restored(TabletopScene scene, TabletopScene control, string slot) =>
        slot switch
        {
            "object" => WithObject(scene, 0, o => o with { Asset = control.Objects[0].Asset }),
            "receptacle" => WithObject(scene, 1, o => o with { Asset = control.Objects[1].Asset }),
            "table" => scene with { Table = control.Table },
            "template" => scene,
            "placement" => WithObject(WithObject(scene, 0, o => At(o, control.Objects[0])), 1, o => At(o, control.Objects[1])),
            "object_yaw" => WithObject(scene, 0, o => o with { Pose = o.Pose with { Orientation = control.Objects[0].Pose.Orientation } }),
            "object_height" => WithObject(scene, 0, o =>
                o with
                {
                    Pose = o.Pose with { Position = o.Pose.Position with { Z = control.Objects[0].Pose.Position.Z } },
                }
            ),
            "second_object" or "second_receptacle" or "distractors" => scene with { Objects = scene.Objects[..2] },
            "second_yaw" or "second_height" => scene,
            "object_move" => scene with { Events = control.Events },
            "arm_joint_offsets" => scene with { ArmJointPositions = control.ArmJointPositions },
            "object_scale" => WithObject(scene, 0, o => o with { Scale = 1 }),
            "object_mass" => WithObject(scene, 0, o => o with { MassFactor = 1 }),
            "object_friction" => WithObject(scene, 0, o => o with { FrictionFactor = 1 }),
            "object_color" => WithObject(scene, 0, o => o with { ColorFactor = LinearColor.White }),
            "overlay" => scene with { Overlay = control.Overlay },
            "camera" => scene with { Camera = control.Camera },
            "lighting" => scene with { Lighting = control.Lighting },
            "sensor" => scene with { Sensor = control.Sensor },
            "action_latency" => scene with { ActionLatencySteps = control.ActionLatencySteps },
            _ => throw new ArgumentOutOfRangeException(nameof(slot), slot, "say here what this slot decides"),
        };

    private static ObjectPlacement At(ObjectPlacement o, ObjectPlacement other) =>
        o with
        {
            Pose = o.Pose with { Position = other.Pose.Position with { Z = o.Pose.Position.Z } },
        };

    private static TabletopScene WithObject(TabletopScene scene, int index, Func<ObjectPlacement, ObjectPlacement> change) =>
        scene with
        {
            Objects = scene.Objects.SetItem(index, change(scene.Objects[index])),
        };

    private static IEnumerable<(ObjectPlacement A, ObjectPlacement B)> Pairs(ImmutableArray<ObjectPlacement> objects) =>
        objects.SelectMany((a, i) => objects.Skip(i + 1).Select(b => (a, b)));

    private static double Horizontal(ObjectPlacement a, ObjectPlacement b) =>
        (a.Pose.Position - b.Pose.Position with { Z = a.Pose.Position.Z }).Length;

    /// <summary>Records that hold arrays are not equal by ==, so episodes are compared as text, and their scenes by digest.</summary>
    private static IEnumerable<string> Text(IEnumerable<EpisodeSpec> episodes) =>
        episodes.Select(e => $"{e with { Scene = null! }} " + $"{SceneDigest.Compute(e.Scene)}");
}
