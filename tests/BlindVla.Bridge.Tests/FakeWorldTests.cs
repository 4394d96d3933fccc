using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>What the fake world does beyond the contract: the task can be done in it, and its pictures show what is there.</summary>
[CancelAfter(60_000)]
public sealed class FakeWorldTests
{
    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task PickAndPlace_OnAnyScene_Succeeds(int index)
    {
        var steps = await RunAsync(new PickAndPlacePolicy(), index);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(steps[0].Progress.Success, Is.False);
            Assert.That(steps[^1].Progress, Has.Property(nameof(TaskProgress.Success)).True);
            Assert.That(steps[^1].Progress, Has.Property(nameof(TaskProgress.Grasped)).False, "the object has been let go");
            Assert.That(steps[^1].Progress, Has.Property(nameof(TaskProgress.ConsecutiveGraspEver)).True);
            Assert.That(steps.Max(step => step.Progress.ObjectLiftMeters), Is.GreaterThan(0.05));
        }
    }

    [Test]
    public async Task Hold_OnAnyScene_Fails()
    {
        var steps = await RunAsync(new ScriptedPolicy([]), 0);

        Assert.That(steps.Select(step => step.Progress), Has.All.Matches<TaskProgress>(p => p is { Success: false, GraspedEver: false, ObjectLiftMeters: 0 }));
    }

    [Test]
    public async Task LettingGo_BesideTheReceptacle_LeavesTheObjectOnTheTable()
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var episode = TestEpisodes.Create(environment.Spec);
        await using var session = new PickAndPlacePolicy().BeginEpisode(episode.Instruction, 0);
        var view = new ObservationRequest([], Privileged: true);
        var step = await environment.ResetAsync(episode, view, Cancellation);
        while (step.Progress.ObjectLiftMeters < 0.05)
        {
            step = await environment.StepAsync((await session.PredictAsync(step.Observation, Cancellation))[0], view, Cancellation);
        }

        step = await environment.StepAsync(new float[] { 0, 0, 0, 0, 0, 0, 1 }, view, Cancellation);

        Assert.That(step.Progress, Is.EqualTo(step.Progress with { Success = false, Grasped = false, GraspedEver = true, ObjectTouchesReceptacle = false }));
        Assert.That(step.Progress.ObjectLiftMeters, Is.Zero.Within(1e-9));
    }

    [Test]
    public async Task Picture_OfEachTable_HasItsOwnColourBelowTheWalls()
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var episode = TestEpisodes.Create(environment.Spec);
        var corners = new List<(string Top, string Bottom)>();
        foreach (var table in environment.Spec.Tables)
        {
            var step = await environment.ResetAsync(
                episode with { Scene = episode.Scene with { Table = table } }, new([new("3rd_view_camera", 64, 48)], Privileged: false), Cancellation);
            var picture = step.Observation.Images[0].Rgb;
            corners.Add((Convert.ToHexString(picture.Span[..3]), Convert.ToHexString(picture.Span[^3..])));
        }

        Assert.That(corners, Is.Unique);
        Assert.That(corners, Has.All.Matches<(string Top, string Bottom)>(corner => corner.Top != corner.Bottom));
    }

    [Test]
    public async Task Picture_OfTheBenchmarksGrid_PutsAnObjectWhereTheCameraProjectsIt()
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var view = new ObservationRequest([new("3rd_view_camera", 640, 480)], Privileged: false);
        var (far, near) = (TestEpisodes.At(-0.235, -0.075), TestEpisodes.At(-0.085, 0.075));
        var receptacle = TestEpisodes.At(-0.235, 0.075);
        var a = (await environment.ResetAsync(TestEpisodes.Create(environment.Spec, far, receptacle), view, Cancellation)).Observation.Images[0].Copy();
        var b = (await environment.ResetAsync(TestEpisodes.Create(environment.Spec, near, receptacle), view, Cancellation)).Observation.Images[0].Copy();

        // Both pixels as computed from the published pose and intrinsics, for points on the table.
        Assert.That(Pixel(a, 271, 175), Is.Not.EqualTo(Pixel(b, 271, 175)));
        Assert.That(Pixel(a, 339, 355), Is.Not.EqualTo(Pixel(b, 339, 355)));
        Assert.That(Pixel(a, 169, 283), Is.EqualTo(Pixel(b, 169, 283)), "nothing is there in either");
    }

    private static (byte, byte, byte) Pixel(ImageFrame image, int u, int v)
    {
        var rgb = image.Rgb.Span.Slice(((v * image.Width) + u) * 3, 3);
        return (rgb[0], rgb[1], rgb[2]);
    }

    private static async Task<List<TimeStep>> RunAsync(IPolicy policy, int index)
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var episode = TestEpisodes.Create(environment.Spec, index);
        await using var session = policy.BeginEpisode(episode.Instruction, episode.PolicySeed);
        var steps = new List<TimeStep> { await environment.ResetAsync(episode, policy.Spec.View, Cancellation) };
        while (steps.Count <= episode.MaxSteps)
        {
            steps.Add(await environment.StepAsync((await session.PredictAsync(steps[^1].Observation, Cancellation))[0], policy.Spec.View, Cancellation));
        }
        return steps;
    }
}
