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
            Assert.That(steps[^1].Measured("grasped"), Is.Zero, "the object has been let go");
            Assert.That(steps.Max(step => step.Measured("consecutive_grasp")), Is.EqualTo(1));
            Assert.That(steps.Max(step => step.Measured("max_lift")), Is.GreaterThan(0.05));
        }
    }

    [Test]
    public async Task Hold_OnAnyScene_Fails()
    {
        var steps = await RunAsync(new ScriptedPolicy([]), 0);

        Assert.That(
            steps,
            Has.All.Matches<TimeStep>(step =>
                step is { Progress.Success: false } && step.Measured("grasped") == 0 && step.Measured("max_lift") == 0
            )
        );
    }

    [Test]
    public async Task LettingGo_BesideTheReceptacle_LeavesTheObjectOnTheTable()
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var episode = TestEpisodes.Create(environment.Spec);
        await using var session = new PickAndPlacePolicy().BeginEpisode(episode.BriefIn(environment.Spec));
        var view = new ObservationRequest([], Privileged: true);
        var step = await environment.ResetAsync(episode, view, Cancellation);
        while (step.Measured("max_lift") < 0.05)
        {
            step = await environment.StepAsync((await session.PredictAsync(step.Observation, Cancellation))[0], view, Cancellation);
        }

        step = await environment.StepAsync(new float[] { 0, 0, 0, 0, 0, 0, 1 }, view, Cancellation);

        Assert.That(
            (step.Progress.Success, step.Measured("grasped"), step.Measured("touches_at_end")),
            Is.EqualTo(((bool?)false, (double?)0, (double?)0))
        );
        Assert.That(step.Measured("max_lift"), Is.Zero.Within(1e-9));
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
                episode with
                {
                    Scene = episode.Tabletop() with { Table = table },
                },
                new([new("3rd_view_camera", 64, 48)], Privileged: false),
                Cancellation
            );
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
        var a = (await environment.ResetAsync(TestEpisodes.Create(environment.Spec, far, receptacle), view, Cancellation))
            .Observation.Images[0]
            .Copy();
        var b = (await environment.ResetAsync(TestEpisodes.Create(environment.Spec, near, receptacle), view, Cancellation))
            .Observation.Images[0]
            .Copy();

        // Both pixels as computed from the published pose and intrinsics, for points on the table.
        Assert.That(Pixel(a, 271, 175), Is.Not.EqualTo(Pixel(b, 271, 175)));
        Assert.That(Pixel(a, 339, 355), Is.Not.EqualTo(Pixel(b, 339, 355)));
        Assert.That(Pixel(a, 169, 283), Is.EqualTo(Pixel(b, 169, 283)), "nothing is there in either");
    }

    [Test]
    public async Task Picture_ThroughAMovedCamera_MovesAsAPinholeProjects()
    {
        var plain = await PictureAsync(scene => scene);

        // Half the tangent of the field of view: what is in the middle half fills the picture.
        var near = await PictureAsync(scene => scene with { Camera = new(default, QuaternionD.Identity, 0.5) });
        Assert.That(Pixel(near, 320 + 100, 240 + 60), Is.EqualTo(Pixel(plain, 320 + 50, 240 + 30)));
        Assert.That(Different(near, plain), Is.GreaterThan(0.02));

        // Turned to the right about its own vertical, everything moves to the left: the image plane is 623.588 pixels away.
        var turned = await PictureAsync(scene => scene with { Camera = new(default, QuaternionD.FromAxisAngle(new(0, 1, 0), -0.1), 1) });
        Assert.That(MeanColumn(turned, plain), Is.EqualTo(-0.1 * 623.588).Within(10));
    }

    [Test]
    public async Task Picture_InOtherLightOrColour_HasOtherLevels()
    {
        var plain = await PictureAsync(scene => scene);

        var dark = await PictureAsync(scene => scene with { Lighting = new(QuaternionD.Identity, new(0.5, 0.5, 0.5)) });
        Assert.That(dark.Rgb.Span.ToArray().Zip(plain.Rgb.ToArray()).Select(p => p.First - (p.Second / 2.0)), Has.All.InRange(-0.5, 0.5));

        var painted = await PictureAsync(scene =>
            scene with
            {
                Objects = scene.Objects.SetItem(0, scene.Objects[0] with { ColorFactor = new(1, 0, 1) }),
            }
        );
        var larger = await PictureAsync(scene => scene with { Objects = scene.Objects.SetItem(0, scene.Objects[0] with { Scale = 1.5 }) });
        Assert.That(Different(painted, plain), Is.InRange(0.001, 0.1));
        Assert.That(Different(larger, plain), Is.InRange(0.001, 0.1));
    }

    [Test]
    public async Task Picture_WithNoise_HasItsDeviationAndItsSeed()
    {
        var plain = await PictureAsync(scene => scene);
        var noisy = await PictureAsync(scene => scene with { Sensor = new(0, 4, 1, 0) });
        var again = await PictureAsync(scene => scene with { Sensor = new(0, 4, 1, 0) });
        var other = await PictureAsync(scene => scene with { Sensor = new(0, 4, 2, 0) });

        var squares = noisy.Rgb.ToArray().Zip(plain.Rgb.ToArray()).Select(p => Math.Pow(p.First - p.Second, 2)).Average();
        Assert.That(Math.Sqrt(squares), Is.EqualTo(4).Within(0.2));
        Assert.That(again.Rgb.ToArray(), Is.EqualTo(noisy.Rgb.ToArray()));
        Assert.That(other.Rgb.ToArray(), Is.Not.EqualTo(noisy.Rgb.ToArray()));
    }

    [Test]
    public async Task Reset_WithBlurOrJpeg_IsUnimplemented()
    {
        var refusal = await Assert.ThrowsAsync<EnvironmentException>(() =>
            PictureAsync(scene => scene with { Sensor = new(0.01, 0, 0, 0) })
        );

        Assert.That(refusal!.Fault, Is.EqualTo(EnvironmentFault.Unimplemented));
        Assert.That(refusal.Message, Does.StartWith("scene.sensor"));
    }

    private static async Task<ImageFrame> PictureAsync(Func<TabletopScene, TabletopScene> change)
    {
        await using var environment = new FakeEnvironment(new FakeWorldSettings());
        var episode = TestEpisodes.Create(environment.Spec);
        var step = await environment.ResetAsync(
            episode with
            {
                Scene = change(episode.Tabletop()),
            },
            new([new("3rd_view_camera", 640, 480)], Privileged: false),
            Cancellation
        );
        return step.Observation.Images[0].Copy();
    }

    /// <summary>Share of bytes.</summary>
    private static double Different(ImageFrame a, ImageFrame b) =>
        a.Rgb.ToArray().Zip(b.Rgb.ToArray()).Average(p => p.First == p.Second ? 0.0 : 1.0);

    /// <summary>How far to the right in <paramref name="a"/> are the pixels of the gripper's colour that are in
    /// <paramref name="b"/>.</summary>
    private static double MeanColumn(ImageFrame a, ImageFrame b)
    {
        return Mean(a) - Mean(b);

        static double Mean(ImageFrame image) =>
            Enumerable
                .Range(0, image.Width * image.Height)
                .Where(i => Pixel(image, i % image.Width, i / image.Width) == (40, 40, 44))
                .Average(i => i % image.Width);
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
        await using var session = policy.BeginEpisode(episode.BriefIn(environment.Spec));
        var steps = new List<TimeStep> { await environment.ResetAsync(episode, policy.Spec.View, Cancellation) };
        while (steps.Count <= episode.MaxSteps)
        {
            steps.Add(
                await environment.StepAsync(
                    (await session.PredictAsync(steps[^1].Observation, Cancellation))[0],
                    policy.Spec.View,
                    Cancellation
                )
            );
        }
        return steps;
    }
}
