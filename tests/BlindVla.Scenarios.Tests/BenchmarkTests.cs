using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>That the suites are the benchmark of arXiv 2510.25616: its counts, its splits, its wordings, and what its public code does
/// otherwise.</summary>
internal sealed class BenchmarkTests
{
    private const int PerCell = 3000;

    private static readonly Suite Ood = Shipped.Library.Load("ood");
    private static readonly Suite VlThink = Shipped.Library.Load("vl-think");

    private static readonly ImmutableArray<EpisodeSpec> OodEpisodes = Ood.Plan(3, PerCell).Episodes;
    private static readonly ImmutableArray<EpisodeSpec> VlThinkEpisodes = VlThink.Plan(3, PerCell).Episodes;

    [Test]
    public void Ood_HasTheTrainingSplitAndThirteenEnvironments() =>
        Assert.That(
            Ood.Plan(0, 1).Cells.Select(c => c.Axis),
            Is.EqualTo(
                new[]
                {
                    "id",
                    "vision/image",
                    "vision/texture@0.3",
                    "vision/texture@0.5",
                    "vision/whole@0.3",
                    "vision/whole@0.5",
                    "semantic/object",
                    "semantic/instruct",
                    "semantic/plate",
                    "semantic/multi-object",
                    "semantic/multi-plate",
                    "execution/position",
                    "execution/ee-pose",
                    "execution/position-change",
                }
            )
        );

    [TestCase("object", 16)]
    [TestCase("receptacle", 1)]
    [TestCase("table", 16)]
    [TestCase("template", 1)]
    [TestCase("placement", 784)]
    [TestCase("object_yaw", 4)]
    public void Ood_TrainingSplit_HasThePublishedCounts(string slot, int count) =>
        Assert.That(Ood.Tasks.Single().Slots.Single(s => s.Slot == slot).Count, Is.EqualTo(count));

    [Test]
    public void Ood_TrainingSplit_HasThePublishedNumberOfEpisodes() =>
        Assert.That(Ood.Tasks.Single().Slots.Aggregate(1L, (product, slot) => product * slot.Count), Is.EqualTo(802_816));

    [TestCase("vision/image", "table", 5)]
    [TestCase("vision/texture", "overlay", 16)]
    [TestCase("vision/whole", "overlay", 16)]
    [TestCase("semantic/object", "object", 9)]
    [TestCase("semantic/instruct", "template", 16)]
    [TestCase("semantic/plate", "receptacle", 16)]
    [TestCase("semantic/multi-object", "placement", 1896)]
    [TestCase("semantic/multi-plate", "placement", 1896)]
    [TestCase("execution/position", "placement", 628)]
    [TestCase("execution/position", "object_yaw", 4)]
    [TestCase("execution/ee-pose", "arm_joint_offsets", 14_375)]
    [TestCase("execution/position-change", "placement", 1896)]
    public void Ood_EveryAxis_HasThePublishedCounts(string axis, string slot, int count) =>
        Assert.That(
            Ood.Axes.Single(a => a.Name == axis).Perturbations.Select(p => p.Slots.Single(s => s.Slot == slot).Count),
            Is.All.EqualTo(count)
        );

    [Test]
    public void Ood_Overlays_AreOfTheirRegionAndStrength()
    {
        foreach (var (axis, region) in new[] { ("vision/texture", OverlayRegion.Foreground), ("vision/whole", OverlayRegion.WholeImage) })
        {
            foreach (var level in new[] { 0.3, 0.5 })
            {
                var overlays = Of(axis).Where(e => e.Level == level).Select(e => e.Scene.Overlay!).ToList();
                Assert.That(overlays, Is.All.Matches<TextureOverlay>(o => o!.Region == region && o.Strength == level));
                Assert.That(overlays.Select(o => o.Texture).Distinct(), Is.EquivalentTo(Shipped.Catalogue.Textures.Select(t => t.Id)));
            }
        }
    }

    [Test]
    public void Ood_HeldOutAxes_ShowNothingOfTheTrainingSplit()
    {
        Assert.That(
            Of("semantic/object").Select(e => e.Tabletop().Objects[0].Asset).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Objects, CatalogueSplit.Test))
        );
        Assert.That(
            Of("semantic/plate").Select(e => e.Tabletop().Objects[1].Asset).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Receptacles, CatalogueSplit.Test))
        );
        Assert.That(
            Of("vision/image").Select(e => e.Tabletop().Table).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Tables, CatalogueSplit.Test))
        );
        Assert.That(
            Of("id").Select(e => e.Tabletop().Objects[0].Asset).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Objects, CatalogueSplit.Train))
        );
        Assert.That(Of("id").Select(e => (e.Tabletop().Objects[0].Asset, e.Tabletop().Table)).Distinct().Count(), Is.EqualTo(16 * 16));
    }

    [Test]
    public void MultiObject_HasTwoDifferentUnseenObjectsInEveryCombination()
    {
        var pairs = Of("semantic/multi-object").Select(e => (e.Tabletop().Objects[0].Asset, e.Tabletop().Objects[2].Asset)).ToList();

        Assert.That(pairs, Is.All.Matches<(string A, string B)>(pair => pair.A != pair.B));
        Assert.That(pairs.Distinct().Count(), Is.EqualTo(72));
        Assert.That(
            pairs.SelectMany(p => new[] { p.Item1, p.Item2 }).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Objects, CatalogueSplit.Test))
        );
        Assert.That(Of("semantic/multi-object").Select(e => e.Tabletop().Table).Distinct().Count(), Is.EqualTo(16));
    }

    [Test]
    public void MultiPlate_HasTwoDifferentUnseenReceptaclesInEveryCombination()
    {
        var pairs = Of("semantic/multi-plate").Select(e => (e.Tabletop().Objects[1].Asset, e.Tabletop().Objects[2].Asset)).ToList();

        Assert.That(pairs, Is.All.Matches<(string A, string B)>(pair => pair.A != pair.B));
        Assert.That(pairs.Distinct().Count(), Is.EqualTo(16 * 15));
        Assert.That(
            Of("semantic/multi-plate").Select(e => e.Tabletop().Table).Distinct(),
            Is.EquivalentTo(Ids(Shipped.Catalogue.Tables, CatalogueSplit.Train))
        );
    }

    [TestCase("semantic/multi-object", 0.15, 0.07)]
    [TestCase("semantic/multi-plate", 0.07, 0.15)]
    public void SecondThing_LiesAsFarFromTheOthersAsPublished(string axis, double fromObject, double fromReceptacle)
    {
        foreach (var e in Of(axis))
        {
            Assert.That(Distance(e.Tabletop().Objects[0].Pose, e.Tabletop().Objects[1].Pose), Is.GreaterThan(0.07));
            Assert.That(Distance(e.Tabletop().Objects[2].Pose, e.Tabletop().Objects[0].Pose), Is.GreaterThan(fromObject + 1e-6));
            Assert.That(Distance(e.Tabletop().Objects[2].Pose, e.Tabletop().Objects[1].Pose), Is.GreaterThan(fromReceptacle + 1e-6));
        }
    }

    [Test]
    public void PositionChange_MovesTheObjectAfterFiveSteps()
    {
        foreach (var e in Of("execution/position-change"))
        {
            var move = e.Tabletop().Events.Single();
            Assert.That((move.Step, move.Object, move.SettleSubsteps, move.Pose.Position.Z), Is.EqualTo((5, "source", 50, 1.0)));
            Assert.That(move.Pose.Orientation, Is.EqualTo(e.Tabletop().Objects[0].Pose.Orientation));
            Assert.That(Distance(move.Pose, e.Tabletop().Objects[0].Pose), Is.GreaterThan(0.15 + 1e-6));
            Assert.That(Distance(move.Pose, e.Tabletop().Objects[1].Pose), Is.GreaterThan(0.07 + 1e-6));
            Assert.That(e.Tabletop().Objects, Has.Length.EqualTo(2));
        }
    }

    [Test]
    public void EePose_IsOffByTheseAnglesAndNeverTooHigh()
    {
        foreach (var e in Of("execution/ee-pose"))
        {
            var offsets = e.Tabletop()
                .ArmJointPositions.Zip(OodEpisodes[0].Tabletop().ArmJointPositions, (a, b) => Math.Round(a - b, 9))
                .ToList();
            Assert.That(offsets[..5].Distinct(), Is.SubsetOf(new[] { -0.15, -0.08, 0, 0.08, 0.15 }));
            Assert.That(offsets[5], Is.AnyOf(-0.6, -0.3, 0, 0.3, 0.6));
            Assert.That(Math.Abs(offsets[1] + offsets[2]), Is.LessThanOrEqualTo(0.25));
        }
    }

    [TestCase("shape", 13, 8)]
    [TestCase("color", 8, 13)]
    [TestCase("traffic", 24, 1)]
    [TestCase("laundry", 17, 1)]
    [TestCase("weather", 9, 1)]
    [TestCase("arrow", 4, 1)]
    [TestCase("public-info", 14, 1)]
    public void VlThink_Rows_AreAsManyAsBoardsAllow(string task, int words, int boardsPerWord) =>
        Assert.That(
            VlThink.Tasks.Single(t => t.Name == task).Slots.Single(s => s.Slot == "boards").Count,
            Is.EqualTo(words * (words - 1) * (words - 2) * boardsPerWord * boardsPerWord * boardsPerWord * 3)
        );

    [Test]
    public void VlThink_ParityRows_AreOddAndEvenLeftAndRight() =>
        Assert.That(VlThink.Tasks.Single(t => t.Name == "parity").Slots.Single(s => s.Slot == "boards").Count, Is.EqualTo(2 * 4 * 4 * 2));

    [TestCase(
        "shape",
        "^put carrot on (trapezoid|triangle|right_triangle|rectangle|square|parallelogram|pentagon|hexagon|circle|heart|star|arrow|cross)$",
        13
    )]
    [TestCase("color", "^put carrot on (black|red|green|blue|orange|purple|yellow|brown)$", 8)]
    [TestCase("traffic", "^put carrot on [a-zA-Z- ]+ sign$", 24)]
    [TestCase("laundry", "^put carrot on [a-z ]+ icon$", 17)]
    [TestCase("weather", "^put carrot on [a-z ]+ icon$", 9)]
    [TestCase("arrow", "^put carrot on arrow (down|left|right|up) sign$", 4)]
    [TestCase("public-info", "^put carrot on [a-z ]+ sign$", 14)]
    [TestCase("parity", "^put carrot on (even|odd) number$", 2)]
    public void VlThink_Instructions_AreThoseOfThePublicCode(string task, string form, int different)
    {
        var instructions = Board(task).Select(e => e.Instruction).ToList();

        Assert.That(instructions, Is.All.Matches(form));
        Assert.That(instructions.Distinct().Count(), Is.EqualTo(different));
    }

    [Test]
    public void VlThink_Scenes_HaveACarrotAndBoardsAtThePublishedPlaces()
    {
        foreach (var e in VlThinkEpisodes)
        {
            var (carrot, boards) = (e.Tabletop().Objects[0], e.Tabletop().Objects[1..]);
            Assert.That((carrot.Asset, carrot.Pose.Position), Is.EqualTo(("carrot", new Vector3D(-0.1, 0, 1))));
            Assert.That(boards.Select(b => b.Pose.Orientation), Is.All.EqualTo(QuaternionD.Identity));
            Assert.That(
                boards.Select(b => b.Pose.Position).OrderBy(p => p.Y),
                Is.EqualTo(
                    e.Task == "parity"
                        ? new Vector3D[] { new(-0.25, -0.155, 1), new(-0.25, 0.155, 1) }
                        : [new(-0.25, -0.155, 1), new(-0.25, 0, 1), new(-0.25, 0.155, 1)]
                )
            );
            Assert.That((e.Split, e.ControlId, e.Group), Is.EqualTo((Split.OutOfDistribution, (string?)null, "id")));
        }
        foreach (var task in VlThink.Tasks)
        {
            var targets = Board(task.Name).CountBy(e => e.Tabletop().Objects[1].Pose.Position.Y).Select(c => c.Value).ToList();
            Assert.That(
                targets,
                Has.Count.EqualTo(task.Name == "parity" ? 2 : 3).And.All.EqualTo(PerCell / targets.Count).Within(0.07 * PerCell)
            );
            Assert.That(Board(task.Name).Select(e => e.Tabletop().Table).Distinct().Count(), Is.EqualTo(21));
        }
    }

    [Test]
    public void VlThink_Boards_AreOfOneCategoryAndOnlyTheTargetIsAskedFor()
    {
        var boards = Shipped.Catalogue.Boards.ToDictionary(b => b.Id);
        foreach (var e in VlThinkEpisodes)
        {
            var row = e.Tabletop().Objects.Skip(1).Select(o => boards[o.Asset]).ToList();
            Assert.That(row.Select(b => b.Category).Distinct().Count(), Is.EqualTo(1));
            var words = row.ConvertAll(b =>
                e.Task switch
                {
                    "shape" => b.Shape,
                    "color" => b.Color,
                    "parity" => b.Parity,
                    _ => b.Name,
                }
            );
            Assert.That(words, Is.Unique);
            Assert.That(e.Instruction, Does.StartWith($"put carrot on {words[0]}"), "the receptacle is what the instruction names");
            Assert.That(row.Select(b => b.Shape), Has.None.EqualTo("heptagon"));
        }
    }

    [Test]
    public void UpstreamCompatible_Parity_CountsTheOtherBoard()
    {
        var boards = Shipped.Catalogue.Boards.ToDictionary(b => b.Id);
        var right = Board("parity").ToList();
        var upstream = Upstream("vl-think").Plan(3, PerCell).Episodes.Where(e => e.Task == "parity").ToList();

        Assert.That(right, Is.All.Matches<EpisodeSpec>(e => e!.Instruction.Contains(boards[e.Tabletop().Objects[1].Asset].Parity!)));
        Assert.That(upstream, Is.All.Matches<EpisodeSpec>(e => !e!.Instruction.Contains(boards[e.Tabletop().Objects[1].Asset].Parity!)));
    }

    [Test]
    public void UpstreamCompatible_Shapes_AreFourteen()
    {
        var upstream = Upstream("vl-think").Plan(3, PerCell).Episodes;

        Assert.That(upstream.Where(e => e.Task == "shape").Select(e => e.Instruction), Does.Contain("put carrot on heptagon"));
        Assert.That(
            upstream.Where(e => e.Task == "color").SelectMany(e => e.Tabletop().Objects).Select(o => o.Asset),
            Has.Some.EqualTo(Shipped.Catalogue.Boards.First(b => b.Shape == "heptagon").Id)
        );
    }

    [Test]
    public void UpstreamCompatible_MultiObject_HasTheObjectItselfAsDistractorInOneOfEight()
    {
        var episodes = Upstream("ood").Plan(3, PerCell).Episodes.Where(e => e.Axis == "semantic/multi-object").ToList();

        var alone = episodes.Where(e => e.Tabletop().Objects.Length == 2).ToList();
        Assert.That((double)alone.Count / PerCell, Is.EqualTo(1 / 8.0).Within(0.03));
        Assert.That(alone.Select(e => e.Tabletop().Objects[0].Asset).Distinct().Count(), Is.EqualTo(9));
        Assert.That(
            alone,
            Is.All.Matches<EpisodeSpec>(e => e!.Tabletop().Objects[0].Pose.Position.Z == 1),
            "it lies where the distractor would"
        );
        Assert.That(
            episodes.Where(e => e.Tabletop().Objects.Length == 3),
            Is.All.Matches<EpisodeSpec>(e => e!.Tabletop().Objects[0].Asset != e!.Tabletop().Objects[2].Asset)
        );
        Assert.That(Of("semantic/multi-object"), Is.All.Matches<EpisodeSpec>(e => e!.Tabletop().Objects.Length == 3));
    }

    [Test]
    public void UpstreamCompatible_MultiPlate_ShowsAllTables() =>
        Assert.That(
            Upstream("ood")
                .Plan(3, PerCell)
                .Episodes.Where(e => e.Axis == "semantic/multi-plate")
                .Select(e => e.Tabletop().Table)
                .Distinct()
                .Count(),
            Is.EqualTo(21)
        );

    [Test]
    public void UpstreamCompatible_Suite_HasAnotherDigestAndTheSameOtherEpisodes()
    {
        var upstream = Upstream("ood");

        Assert.That(upstream.Sha256, Is.Not.EqualTo(Ood.Sha256));
        Assert.That(
            upstream
                .Plan(1, 20)
                .Episodes.Where(e => !e.Axis.StartsWith("semantic/multi", StringComparison.Ordinal))
                .Select(e => SceneDigest.Compute(e.Scene)),
            Is.EqualTo(
                Ood.Plan(1, 20)
                    .Episodes.Where(e => !e.Axis.StartsWith("semantic/multi", StringComparison.Ordinal))
                    .Select(e => SceneDigest.Compute(e.Scene))
            )
        );
    }

    [Test]
    public void Robustness_HasThreeStrengthsOfEveryAxis()
    {
        var suite = Shipped.Library.Load("robustness");

        Assert.That(
            suite.Axes.Select(a => a.Name),
            Is.EqualTo(
                new[]
                {
                    "vision/camera-pose",
                    "vision/camera-fov",
                    "vision/light-direction",
                    "vision/light-color",
                    "vision/light-intensity",
                    "vision/object-color",
                    "vision/distractors",
                    "vision/noise",
                    "vision/blur",
                    "vision/jpeg",
                    "execution/object-scale",
                    "execution/object-mass",
                    "execution/object-friction",
                    "execution/latency",
                }
            )
        );
        Assert.That(suite.Axes.Select(a => a.Perturbations.Select(p => p.Level)), Is.All.EqualTo(new double?[] { 0.25, 0.5, 1 }));
    }

    [Test]
    public void Robustness_Controls_AreThoseOfTheOodSuite() =>
        Assert.That(
            Shipped.Library.Load("robustness").Plan(4, 20).Episodes.Where(e => e.Axis == "id").Select(e => SceneDigest.Compute(e.Scene)),
            Is.EqualTo(Ood.Plan(4, 20).Episodes.Where(e => e.Axis == "id").Select(e => SceneDigest.Compute(e.Scene)))
        );

    [Test]
    public void Robustness_Noise_HasASeedOfItsOwnInEveryEpisode()
    {
        var seeds = Shipped
            .Library.Load("robustness")
            .Plan(0, 20)
            .Only("*/vision/noise@1/*")
            .Episodes.Select(e => e.Scene.Sensor!.NoiseSeed);

        Assert.That(seeds, Is.Unique);
    }

    private static Suite Upstream(string name)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Shipped.Folder, "suites", $"{name}.yaml"));
        Assert.That(text, Does.Contain("upstream_compatible: false"));
        return folder.Load(
            $"{name}.yaml",
            text.Replace("upstream_compatible: false", "upstream_compatible: true", StringComparison.Ordinal)
        );
    }

    private static IEnumerable<EpisodeSpec> Of(string axis) => OodEpisodes.Where(e => e.Axis == axis);

    private static IEnumerable<EpisodeSpec> Board(string task) => VlThinkEpisodes.Where(e => e.Task == task);

    private static IEnumerable<string> Ids(IEnumerable<CatalogueAsset> assets, CatalogueSplit split) =>
        assets.Where(a => a.Split == split).Select(a => a.Id);

    private static double Distance(Pose a, Pose b) => (a.Position - b.Position with { Z = a.Position.Z }).Length;
}
