using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>That what is drawn is what the suite says, and about as often as it says.</summary>
internal sealed class DistributionTests
{
    private const int PerCell = 12_000;

    private static ImmutableArray<EpisodeSpec> Episodes { get; } = Shipped.PutOnPlate.Plan(11, PerCell).Episodes;

    private static IEnumerable<EpisodeSpec> Controls => Episodes.Where(e => e.Axis == "id");

    private static IEnumerable<EpisodeSpec> Of(string axis) => Episodes.Where(e => e.Axis == axis);

    [Test]
    public void Control_Pairs_AreAllReachedAndUniform() => AssertUniform(Controls.Select(Places), 784);

    [Test]
    public void Position_Pairs_AreAllReachedAndUniform() => AssertUniform(Of("execution/position").Select(Places), 628);

    [Test]
    public void Control_Yaws_AreTheTrainedOnes()
    {
        AssertUniform(Controls.Select(YawDegrees), 4);
        Assert.That(Controls.Select(YawDegrees).Distinct(), Is.EquivalentTo(new[] { 0.0, 45, 90, 135 }));
    }

    [Test]
    public void Position_Yaws_AreTheHeldOutOnes()
    {
        AssertUniform(Of("execution/position").Select(YawDegrees), 4);
        Assert.That(Of("execution/position").Select(YawDegrees).Distinct(), Is.EquivalentTo(new[] { -22.5, -67.5, -112.5, -157.5 }));
    }

    [Test]
    public void Control_Objects_AreTheTrainSplit()
    {
        AssertUniform(Controls.Select(e => e.Tabletop().Objects[0].Asset), 16);
        Assert.That(Episodes.Select(e => e.Tabletop().Objects[1].Asset).Distinct(), Is.EqualTo(new[] { "plate" }));
    }

    [Test]
    public void Tables_AreTrainedForControlsAndHeldOutForTheAxis()
    {
        var train = Shipped.Catalogue.Tables.Where(t => t.Split == CatalogueSplit.Train).Select(t => t.Id).ToList();
        var test = Shipped.Catalogue.Tables.Where(t => t.Split == CatalogueSplit.Test).Select(t => t.Id).ToList();

        AssertUniform(Controls.Select(e => e.Tabletop().Table), train.Count);
        AssertUniform(Of("vision/table").Select(e => e.Tabletop().Table), test.Count);
        Assert.That(Controls.Select(e => e.Tabletop().Table).Distinct(), Is.EquivalentTo(train));
        Assert.That(Of("vision/table").Select(e => e.Tabletop().Table).Distinct(), Is.EquivalentTo(test));
    }

    [Test]
    public void Instructions_AreTheTrainedWordingOrOneOfSixteen()
    {
        var carrots = Episodes.Where(e => e.Tabletop().Objects[0].Asset == "7up_can").ToList();

        Assert.That(carrots.Where(e => e.Axis == "id").Select(e => e.Instruction).Distinct(), Is.EqualTo(new[] { "put 7up can on plate" }));
        AssertUniform(carrots.Where(e => e.Axis == "semantic/instruction").Select(e => e.Instruction), 16);
        Assert.That(carrots.Select(e => e.Instruction), Does.Contain("Move 7up can so it’s on plate."));
        Assert.That(carrots.Select(e => e.Instruction), Has.None.Contain("atop").And.None.Contain("Lay the"));
    }

    [Test]
    public void EveryScene_StartsAsTheBenchmarkDoes()
    {
        foreach (var e in Episodes.Take(400))
        {
            Assert.That(
                e.Tabletop().ArmJointPositions,
                Is.EqualTo(new[] { -0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398 })
            );
            Assert.That(e.Tabletop().FingerPosition, Is.EqualTo(0.037));
            Assert.That(e.Tabletop().Objects.Select(o => o.Id), Is.EqualTo(new[] { "source", "receptacle" }));
            Assert.That(e.Tabletop().Objects.Select(o => o.Pose.Position.Z), Is.EqualTo(new[] { 0.95, 0.9 }));
            Assert.That(e.Tabletop().Objects[1].Pose.Orientation, Is.EqualTo(QuaternionD.Identity));
            Assert.That(e.Tabletop().Goal, Is.EqualTo(new PutOnGoal("source", "receptacle")));
            Assert.That((e.MaxSteps, e.SuccessRule), Is.EqualTo((80, SuccessRule.AtEnd)));
        }
    }

    [Test]
    public void PolicySeeds_DifferBetweenIndicesOnly()
    {
        Assert.That(Controls.Select(e => e.PolicySeed), Is.Unique);
        Assert.That(Episodes.GroupBy(e => e.Index).Select(g => g.Select(e => e.PolicySeed).Distinct().Count()), Is.All.EqualTo(1));
    }

    private static (Vector3D, Vector3D) Places(EpisodeSpec e) =>
        (e.Tabletop().Objects[0].Pose.Position, e.Tabletop().Objects[1].Pose.Position);

    private static double YawDegrees(EpisodeSpec e)
    {
        var q = e.Tabletop().Objects[0].Pose.Orientation;
        Assert.That((q.X, q.Y), Is.EqualTo((0.0, 0.0)));
        return Math.Round(2 * Math.Atan2(q.Z, q.W) * 180 / Math.PI, 6);
    }

    /// <summary>Every value occurs, and Pearson's statistic is within six standard deviations of its mean: the draws are fixed by the
    /// seed.</summary>
    private static void AssertUniform<T>(IEnumerable<T> drawn, int values)
    {
        var counts = drawn.GroupBy(value => value).Select(g => g.Count()).ToList();
        Assert.That(counts, Has.Count.EqualTo(values));
        var expected = (double)counts.Sum() / values;
        var statistic = counts.Sum(c => (c - expected) * (c - expected) / expected);
        var freedom = values - 1;
        Assert.That(statistic, Is.EqualTo(freedom).Within(6 * Math.Sqrt(2 * freedom)));
    }
}
