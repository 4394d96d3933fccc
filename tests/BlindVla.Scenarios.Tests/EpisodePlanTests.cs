using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

internal sealed class EpisodePlanTests
{
    private const int PerCell = 12;
    private static readonly ulong[] Seeds = [0, 1, 7, 123_456_789, ulong.MaxValue];

    [Test]
    public void Plan_OfSuiteAndSeed_IsAFunction([ValueSource(nameof(Seeds))] ulong seed)
    {
        var again = Shipped.Library.Load("put-on-plate");

        Assert.That(Text(again.Plan(seed, PerCell)), Is.EqualTo(Text(Shipped.PutOnPlate.Plan(seed, PerCell))));
    }

    [Test]
    public void Plan_OfAnotherSeed_HasOtherScenes()
    {
        var scenes = Seeds.Select(seed =>
            string.Join(' ', Shipped.PutOnPlate.Plan(seed, PerCell).Episodes.Select(e => SceneDigest.Compute(e.Scene)))
        );

        Assert.That(scenes, Is.Unique);
    }

    [Test]
    public void Plan_HasEveryCellWithItsCount()
    {
        var cells = Shipped.PutOnPlate.Plan(0, PerCell).Cells;

        Assert.That(
            cells,
            Is.EqualTo(
                new PlanCell[]
                {
                    new("put-on-plate", "id", Split.InDistribution, PerCell),
                    new("put-on-plate", "vision/table", Split.OutOfDistribution, PerCell),
                    new("put-on-plate", "semantic/instruction", Split.OutOfDistribution, PerCell),
                    new("put-on-plate", "execution/position", Split.OutOfDistribution, PerCell),
                }
            )
        );
    }

    [Test]
    public void Plan_IdsAreUniqueAndSayWhatTheEpisodeIs()
    {
        var episodes = Shipped.PutOnPlate.Plan(3, PerCell).Episodes;

        Assert.That(episodes.Select(e => e.Id), Is.Unique);
        Assert.That(episodes.Select(e => e.Id), Does.Contain("put-on-plate/put-on-plate/vision/table/0003"));
        foreach (var e in episodes)
        {
            Assert.That(e.Id, Is.EqualTo($"put-on-plate/{e.Task}/{e.Axis}/{e.Index:D4}"));
            Assert.That(e.Group, Is.EqualTo(e.Axis.Split('/')[0]));
            Assert.That(e.Seed, Is.EqualTo(3));
        }
    }

    [Test]
    public void Plan_PerturbedEpisode_DiffersFromItsControlOnlyInWhatTheAxisChanges()
    {
        var episodes = Shipped.PutOnPlate.Plan(5, 200).Episodes;
        var controls = episodes.Where(e => e.ControlId is null).ToDictionary(e => e.Id);

        foreach (var e in episodes.Where(e => e.ControlId is not null))
        {
            var control = controls[e.ControlId!];
            Assert.That(
                (e.Index, e.PolicySeed, e.MaxSteps, e.SuccessRule),
                Is.EqualTo((control.Index, control.PolicySeed, control.MaxSteps, control.SuccessRule))
            );
            switch (e.Axis)
            {
                case "vision/table":
                    Assert.That(e.Tabletop().Table, Is.Not.EqualTo(control.Tabletop().Table));
                    Assert.That(
                        SceneDigest.Compute(e.Tabletop() with { Table = control.Tabletop().Table }),
                        Is.EqualTo(SceneDigest.Compute(control.Scene))
                    );
                    Assert.That(e.Instruction, Is.EqualTo(control.Instruction));
                    break;
                case "semantic/instruction":
                    Assert.That(e.Instruction, Is.Not.EqualTo(control.Instruction));
                    Assert.That(SceneDigest.Compute(e.Scene), Is.EqualTo(SceneDigest.Compute(control.Scene)));
                    break;
                default:
                    Assert.That(e.Axis, Is.EqualTo("execution/position"));
                    Assert.That(
                        e.Tabletop().Objects.Select(o => o.Pose.Position),
                        Is.Not.EqualTo(control.Tabletop().Objects.Select(o => o.Pose.Position))
                    );
                    var moved = e.Tabletop() with
                    {
                        Objects = [.. e.Tabletop().Objects.Zip(control.Tabletop().Objects, (mine, its) => mine with { Pose = its.Pose })],
                    };
                    Assert.That(SceneDigest.Compute(moved), Is.EqualTo(SceneDigest.Compute(control.Scene)));
                    Assert.That(e.Instruction, Is.EqualTo(control.Instruction));
                    break;
            }
        }
    }

    [Test]
    public void Plan_OfMoreEpisodes_BeginsWithTheSameEpisodes()
    {
        var few = Shipped.PutOnPlate.Plan(9, 5);
        var many = Shipped.PutOnPlate.Plan(9, 40);

        Assert.That(Text(few), Is.EqualTo(many.Episodes.Where(e => e.Index < 5).Select(Text)));
    }

    [Test]
    public void Plan_WithAnotherAxis_LeavesEveryOtherEpisodeAsItWas()
    {
        using var folder = new TemporaryFolder();
        var text =
            Shipped.PutOnPlateText.Replace("axes: [vision/table,", "axes: [execution/height, vision/table,", StringComparison.Ordinal)
            + "  - name: execution/height\n    description: Dropped from higher.\n    override: {object_height: 0.97 m}\n";

        var extended = folder.Load("put-on-plate.yaml", text).Plan(2, PerCell);

        Assert.That(extended.Cells.Select(c => c.Axis), Does.Contain("execution/height"));
        Assert.That(
            extended.Episodes.Where(e => e.Axis != "execution/height").Select(Text),
            Is.EqualTo(Text(Shipped.PutOnPlate.Plan(2, PerCell)))
        );
    }

    [Test]
    public void Plan_OfAnAxisWithLevels_HasACellForEachAndDrawsThemAlike()
    {
        using var folder = new TemporaryFolder();
        var text = Shipped.PutOnPlateText.Replace(
            "    override:\n      template: {split: test}\n",
            """
                levels:
                  - level: 0.25
                    override: {template: {split: test}}
                  - level: 1
                    override: {template: {split: test}, finger_position: 0.02 m}

            """,
            StringComparison.Ordinal
        );

        var plan = folder.Load("put-on-plate.yaml", text).Plan(4, PerCell);

        Assert.That(plan.Cells.Select(c => c.Axis), Does.Contain("semantic/instruction@0.25").And.Contain("semantic/instruction@1"));
        var weak = plan.Episodes.Where(e => e.Level == 0.25).ToList();
        var strong = plan.Episodes.Where(e => e.Level == 1).ToList();
        Assert.That(weak[3].Id, Is.EqualTo("put-on-plate/put-on-plate/semantic/instruction@0.25/0003"));
        Assert.That(weak.Concat(strong).Select(e => e.Axis).Distinct(), Is.EqualTo(new[] { "semantic/instruction" }));
        Assert.That(strong.Select(e => e.Instruction), Is.EqualTo(weak.Select(e => e.Instruction)));
        Assert.That(strong.Select(e => e.Tabletop().FingerPosition), Is.All.EqualTo(0.02));
        Assert.That(weak.Select(e => e.Tabletop().FingerPosition), Is.All.EqualTo(0.037));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(100_001)]
    public void Plan_OfAnImpossibleNumberOfEpisodes_IsRefused(int count) =>
        Assert.That(() => Shipped.PutOnPlate.Plan(0, count), Throws.TypeOf<InputException>().With.Message.Contains($"found {count}"));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(40)]
    public void Shard_AllOfThem_PartitionThePlan_AndHaveAboutAsMuch(int count)
    {
        var plan = Shipped.PutOnPlate.Plan(1, PerCell);

        var shards = Enumerable.Range(1, count).Select(i => plan.Shard(i, count)).ToList();

        Assert.That(shards.SelectMany(s => s.Episodes).Select(Text).Order(), Is.EqualTo(Text(plan).Order()));
        foreach (var shard in shards)
        {
            // Of each cell its share, give or take the one that is left over.
            foreach (var cell in plan.Cells)
            {
                var share = shard.Cells.Where(other => other.Axis == cell.Axis).Sum(other => other.Episodes);
                Assert.That(share, Is.InRange(PerCell / count, (PerCell + count - 1) / count), $"{cell}");
            }
            Assert.That(shard.Counts.Most, Is.EqualTo(PerCell));
        }
    }

    [Test]
    public void Shard_OfMoreThanACellHas_IsBusyAllTheSame()
    {
        var plan = Shipped.Library.Load("ood").Plan(1, 2);

        var busy = Enumerable.Range(1, 16).Count(i => !plan.Shard(i, 16).Episodes.IsEmpty);

        Assert.That(busy, Is.GreaterThan(8));
    }

    [Test]
    public void Shard_OfAPlanThatGetsMoreEpisodes_KeepsThoseThatItHas()
    {
        var (before, now) = (Shipped.PutOnPlate.Plan(1, 3).Shard(2, 4), Shipped.PutOnPlate.Plan(1, PerCell).Shard(2, 4));

        Assert.That(before.Episodes.Select(e => e.Id), Is.SubsetOf(now.Episodes.Select(e => e.Id)));
    }

    [Test]
    public void Scenes_AreThoseOfEveryCell_AndTheCountsAreTheWholeRuns()
    {
        var plan = Shipped.PutOnPlate.Plan(1, PerCell);

        var scenes = plan.Scenes(1, 3);

        Assert.That(scenes.Episodes, Is.EqualTo(plan.Episodes.Where(episode => episode.Index is 1 or 2)));
        Assert.That(scenes.Cells.Select(cell => cell.Episodes), Is.All.EqualTo(2).And.Exactly(plan.Cells.Length).Items);
        Assert.That(scenes.Counts.Most, Is.EqualTo(PerCell));
    }

    [TestCase(0, 2)]
    [TestCase(3, 2)]
    [TestCase(1, 0)]
    public void Shard_ThatDoesNotExist_IsRefused(int number, int count) =>
        Assert.That(
            () => Shipped.PutOnPlate.Plan(0, 2).Shard(number, count),
            Throws.TypeOf<InputException>().With.Message.Contains($"found {number}/{count}")
        );

    [TestCase("*", 4 * PerCell)]
    [TestCase("*/id/*", PerCell)]
    [TestCase("put-on-plate/*/vision/table/000?", 10)]
    [TestCase("put-on-plate/put-on-plate/id/0003", 1)]
    [TestCase("*000[0-9]*|*0003", 0)]
    [TestCase("*/ID/*", 0)]
    [TestCase("put-on-plate", 0)]
    [TestCase("", 0)]
    public void Only_Glob_KeepsTheEpisodesWhoseWholeIdMatches(string glob, int expected)
    {
        var plan = Shipped.PutOnPlate.Plan(8, PerCell);

        if (expected == 0)
        {
            Assert.That(() => plan.Only(glob), Throws.TypeOf<InputException>());
            return;
        }
        var subset = plan.Only(glob);
        Assert.That(subset.Episodes, Has.Length.EqualTo(expected));
        Assert.That(Text(subset), Is.SubsetOf(Text(plan)));
    }

    [TestCase("put-on-plate/put-on-plate/vison/table/0003", "put-on-plate/put-on-plate/vision/table/0003")]
    [TestCase("*/execution/positon/*", "put-on-plate/put-on-plate/execution/position/0000")]
    public void Only_GlobThatMatchesNothing_NamesNearIds(string glob, string near) =>
        Assert.That(
            () => Shipped.PutOnPlate.Plan(0, 5).Only(glob),
            Throws.TypeOf<InputException>().With.Message.Contains($"near it: {near}")
        );

    [Test]
    public void Problems_InAnEnvironmentThatHasEverything_AreNone() =>
        Assert.That(Shipped.PutOnPlate.Plan(0, 40).Problems(Environment([])), Is.Empty);

    /// <summary>A rule that can never be used would be believed to have been.</summary>
    [Test]
    public void Problems_RuleForWhatIsLate_IsForRealTimeOnly([Values] bool realTime)
    {
        using var folder = new TemporaryFolder();
        var plan = folder.Load("put-on-plate.yaml", "late: hold\n" + Shipped.PutOnPlateText).Plan(0, 1);
        var environment = Environment([]);

        var problems = plan.Problems(environment with { Capabilities = environment.Capabilities with { RealTime = realTime } });

        Assert.That(
            problems,
            realTime
                ? Is.Empty
                : Has.Length.EqualTo(1).And.Some.StartsWith("late: the suite put-on-plate says what happens where an action is late")
        );
    }

    [Test]
    public void Problems_InAnEnvironmentThatLacksAssets_NameThemAndWhoNeedsThem()
    {
        var plan = Shipped.PutOnPlate.Plan(0, 100);

        var problems = plan.Problems(Environment(["golf_ball", "stone"]) with { ControlPeriodSeconds = 0.1 });

        Assert.That(problems, Has.Length.EqualTo(3));
        Assert.That(problems[0], Does.StartWith("control_period: the suite put-on-plate expects 0.2 s, the environment has 0.1 s"));
        Assert.That(problems[1], Does.StartWith("objects: the environment has no 'golf_ball'"));
        var count = plan.Episodes.Count(e => e.Tabletop().Table == "stone");
        var first = plan.Episodes.First(e => e.Tabletop().Table == "stone").Id;
        Assert.That(
            problems[2],
            Does.StartWith($"tables: the environment has no 'stone', which {count} episodes need ({first} is the first)")
        );
    }

    [Test]
    public void Problems_InAnEnvironmentWithNarrowerLimits_NameTheLimitAndTheFirstBeyondIt()
    {
        var plan = Shipped.Library.Load("robustness").Plan(0, 2);
        var blurred = plan.Episodes.Where(e => e.Scene.Sensor is { BlurSigma: > 0.003 }).ToList();

        var problems = plan.Problems(
            Environment([]) with
            {
                SceneLimits = new() { MaxBlurSigma = 0.003, FingerPosition = new(0, 0.03) },
            }
        );

        Assert.That(
            problems,
            Is.EqualTo(
                new[]
                {
                    $"scene.finger_position: the environment allows 0 to 0.03 m, {plan.Episodes.Length} episodes have other values "
                        + $"({plan.Episodes[0].Id} is the first, with 0.037)",
                    $"scene.sensor.blur_sigma: the environment allows at most 0.003 of the picture's width, {blurred.Count} episodes have "
                        + "other values "
                        + $"({blurred[0].Id} is the first, with {blurred[0].Scene.Sensor!.BlurSigma})",
                }
            )
        );
    }

    [Test]
    public void Problems_WhereAPersonSetsTheScene_SaySo()
    {
        var arm = Environment([]) with
        {
            Capabilities = new(RealTime: true, SceneSettable: false, SuccessObservable: true, PrivilegedState: false),
        };

        Assert.That(
            Shipped.PutOnPlate.Plan(0, 1).Problems(arm),
            Is.EqualTo(
                new[]
                {
                    "capabilities.scene_settable: the suite sets every scene, in this environment a person does; ./blindvla control "
                        + "asks one",
                }
            )
        );
    }

    /// <summary>What a real arm lacks of the catalogue is no problem of whoever lays it.</summary>
    [Test]
    public void Problems_WhereAPersonLaysTheScene_AreThoseThatNoHandCanDo()
    {
        var arm = Environment([.. Shipped.Catalogue.Objects.Select(o => o.Id)]) with
        {
            Capabilities = new(RealTime: true, SceneSettable: false, SuccessObservable: false, PrivilegedState: false),
            Tables = [],
        };

        Assert.That(Shipped.PutOnPlate.Plan(0, 1).Problems(arm, byHand: true), Is.Empty);
        Assert.That(
            Shipped.Library.Load("robustness").Plan(0, 1).Problems(arm, byHand: true),
            Has.Some.Match("^another camera: .* no hand can do").And.Some.Match("^worse pictures: ").And.Some.Match("^latency: ")
        );
    }

    private static EnvironmentSpec Environment(string[] without) =>
        new(
            "test",
            "1",
            "none",
            "none",
            0.2,
            0.002,
            new(false, true, true, true),
            Conventions.DeltaEndEffectorPose,
            [],
            [],
            "",
            [.. Shipped.Catalogue.Objects.Concat(Shipped.Catalogue.Receptacles).Select(a => a.Id).Except(without)],
            [.. Shipped.Catalogue.Tables.Select(a => a.Id).Except(without)]
        )
        {
            Textures = [.. Shipped.Catalogue.Textures.Select(a => a.Id).Except(without)],
        };

    /// <summary>Records that hold arrays are not equal by ==, so episodes are compared as text, and their arrays by the scene's
    /// digest.</summary>
    private static string Text(EpisodeSpec episode) => $"{episode} {SceneDigest.Compute(episode.Scene)}";

    private static IEnumerable<string> Text(EpisodePlan plan) => plan.Episodes.Select(Text);
}
