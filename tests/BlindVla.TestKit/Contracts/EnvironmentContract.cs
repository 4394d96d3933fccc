using BlindVla.Bridge;
using BlindVla.Core;
using NUnit.Framework;

namespace BlindVla.TestKit;

/// <summary>
/// What every environment must do, whatever is behind it. A fixture inherits this, says how to open its environments, and gets all tests.
/// Scenes are made of what the environment says it offers.
/// </summary>
[CancelAfter(180_000)]
public abstract class EnvironmentContract
{
    private const int Steps = 12;

    private IEnvironmentSource _source = null!;

    /// <summary>The environments under test. Called once for each test; disposed after it.</summary>
    protected abstract ValueTask<IEnvironmentSource> CreateSourceAsync();

    /// <summary>Environments that end their episodes by themselves under a hold action; null when the world never does.</summary>
    protected abstract ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync();

    /// <summary>Pictures drawn by all environments so far; null where nobody counts.</summary>
    protected virtual long? PicturesDrawn => null;

    /// <summary>A scene of the task, from what the environment offers; different for different indices.</summary>
    protected virtual EpisodeSpec CreateEpisode(EnvironmentSpec spec, int index) => TestEpisodes.Create(spec, index);

    /// <summary>The same scene with its object and its receptacle in given places.</summary>
    protected virtual EpisodeSpec CreateEpisode(EnvironmentSpec spec, Pose source, Pose receptacle) =>
        TestEpisodes.Create(spec, source, receptacle);

    protected static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task OpenSource() => _source = await CreateSourceAsync();

    [TearDown]
    public async Task CloseSource() => await _source.DisposeAsync();

    /// <summary>The rules of the protocol, those of <c>blindvla bridge check</c>.</summary>
    [TestCaseSource(typeof(ConformanceRules), nameof(ConformanceRules.All))]
    public async Task Rule_IsKept(ConformanceRule rule)
    {
        Require(rule.AppliesTo(await _source.DescribeAsync(Cancellation)), "This world does not declare what the rule is about.");
        Assert.That(await ConformanceCheck.ViolationAsync(rule, _source, Cancellation), Is.Null, rule.Says);
    }

    [Test]
    public async Task Describe_IsStable()
    {
        var before = await _source.DescribeAsync(Cancellation);
        await using var environment = await OpenAsync();
        await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
        await environment.StepAsync(Hold(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var after = await _source.DescribeAsync(Cancellation);

        Assert.That(Text(after), Is.EqualTo(Text(before)));
        Assert.That(Text(environment.Spec), Is.EqualTo(Text(before)));
    }

    [Test]
    public async Task Reset_NamedSceneThatTheWorldDoesNotHave_IsRefusedByField()
    {
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);

        var refusal = await Assert.ThrowsAsync<EnvironmentException>(async () =>
            await environment.ResetAsync(
                episode with
                {
                    Scene = new NamedScene("nowhere", "nothing", 0),
                },
                ObservationRequest.Nothing,
                Cancellation
            )
        );

        Assert.That((refusal!.Fault, refusal.Message), Is.EqualTo((EnvironmentFault.InvalidArgument, refusal.Message)));
        Assert.That(refusal.Message, Does.StartWith("scene.named"));
        await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);
    }

    [Test]
    public async Task Step_AfterTermination_IsFailedPrecondition()
    {
        await using var source = await CreateTerminatingSourceAsync();
        if (source is null)
        {
            Assert.Ignore("This world never ends an episode by itself; the runner owns the step limit.");
            return;
        }
        await using var environment = await source.OpenAsync(0, Cancellation);
        var step = await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
        for (var i = 0; i < 1000 && !step.Terminated; i++)
        {
            step = await environment.StepAsync(Hold(environment.Spec), ObservationRequest.Nothing, Cancellation);
        }
        Assert.That(step.Terminated, "the episode did not end within 1000 steps");

        var refusal = await RefusalAsync(environment, Hold(environment.Spec), ObservationRequest.Nothing);

        Assert.That(refusal.Fault, Is.EqualTo(EnvironmentFault.FailedPrecondition));
        var again = await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
        Assert.That(again.Terminated, Is.False);
    }

    [Test]
    public async Task Step_AtTheBounds_IsAccepted()
    {
        await using var environment = await OpenAsync();
        var gripper = environment
            .Spec.Action.Select((part, i) => (part, start: environment.Spec.Action.Take(i).Sum(p => p.Length)))
            .Where(pair => pair.part.Convention == "open_positive");
        foreach (var (part, start) in gripper)
        {
            foreach (var bound in new[] { part.Minimum, part.Maximum })
            {
                await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
                var action = Hold(environment.Spec);
                action[start] = (float)bound!.Value;

                var step = await environment.StepAsync(action, ObservationRequest.Nothing, Cancellation);

                Assert.That(step.AppliedAction.Span[start], Is.EqualTo((float)bound.Value));
            }
        }
    }

    [Test]
    public async Task Step_RequestingNoCameras_RendersNothing()
    {
        await using var environment = await OpenAsync();
        var first = await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
        var before = PicturesDrawn;

        var step = await environment.StepAsync(Hold(environment.Spec), ObservationRequest.Nothing, Cancellation);

        Assert.That(first.Observation.Images, Is.Empty);
        Assert.That(step.Observation.Images, Is.Empty);
        Assert.That(PicturesDrawn, Is.EqualTo(before));
        Assert.That(step.Observation.State.Length, Is.EqualTo(environment.Spec.State.Sum(part => part.Length)));
    }

    [Test]
    public async Task Reset_ImpossibleScene_IsInvalidArgument()
    {
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);
        var nowhere = new Vector3D(double.NaN, 0, 1);
        var broken = new Dictionary<string, EpisodeSpec>
        {
            ["two objects with one id"] = WithObject(episode, 1, placement => placement with { Id = episode.Tabletop().Objects[0].Id }),
            ["a position that is not a number"] = WithObject(episode, 0, placement =>
                placement with
                {
                    Pose = placement.Pose with { Position = nowhere },
                }
            ),
            ["an orientation of length 2"] = WithObject(episode, 0, placement =>
                placement with
                {
                    Pose = placement.Pose with { Orientation = new(2, 0, 0, 0) },
                }
            ),
            ["a joint too few"] = episode with
            {
                Scene = episode.Tabletop() with { ArmJointPositions = episode.Tabletop().ArmJointPositions[1..] },
            },
            ["a goal without its object"] = episode with
            {
                Scene = episode.Tabletop() with { Goal = episode.Tabletop().Goal with { Object = "nobody" } },
            },
            ["an object of no size"] = WithObject(episode, 0, placement => placement with { Scale = 0 }),
            ["an object of negative mass"] = WithObject(episode, 0, placement => placement with { MassFactor = -1 }),
            ["an object brighter than its colours"] = WithObject(episode, 0, placement => placement with { ColorFactor = new(1, 1.5, 1) }),
            ["a camera turned by no rotation"] = episode with { Scene = episode.Tabletop() with { Camera = new(default, default, 1) } },
            ["a camera without field of view"] = episode with
            {
                Scene = episode.Tabletop() with { Camera = new(default, QuaternionD.Identity, 0) },
            },
            ["negative light"] = episode with { Scene = episode.Tabletop() with { Lighting = new(QuaternionD.Identity, new(-1, 1, 1)) } },
            ["negative noise"] = episode with { Scene = episode.Tabletop() with { Sensor = new(0, -1, 0, 0) } },
            ["an event for nobody"] = episode with
            {
                Scene = episode.Tabletop() with { Events = [new(1, "nobody", episode.Tabletop().Objects[0].Pose, 0)] },
            },
            ["events out of order"] = episode with
            {
                Scene = episode.Tabletop() with
                {
                    Events =
                    [
                        new(2, SceneRoles.Source, episode.Tabletop().Objects[0].Pose, 0),
                        new(1, SceneRoles.Source, episode.Tabletop().Objects[0].Pose, 0),
                    ],
                },
            },
        };
        foreach (var (what, wrong) in broken)
        {
            var refusal = await ResetRefusalAsync(environment, wrong);

            Assert.That(refusal.Fault, Is.EqualTo(EnvironmentFault.InvalidArgument), what);
            Assert.That(refusal.Message, Does.Contain("scene."), what);
        }
        await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);
    }

    [Test]
    public async Task Reset_BeyondADeclaredLimit_IsRefusedAndAtItHonoured()
    {
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);
        foreach (var limit in SceneLimitCases.Of(environment.Spec.SceneLimits, episode.Tabletop()))
        {
            await environment.ResetAsync(episode with { Scene = limit.At }, ObservationRequest.Nothing, Cancellation);

            var refusal = await ResetRefusalAsync(environment, episode with { Scene = limit.Beyond });

            Assert.That(
                refusal.Fault,
                Is.EqualTo(EnvironmentFault.InvalidArgument).Or.EqualTo(EnvironmentFault.Unimplemented),
                limit.Field
            );
            Assert.That(refusal.Message, Does.Contain(limit.Field));
            Assert.That(environment.Spec.SceneLimits.Problems(limit.At), Is.Empty, limit.Field);
            Assert.That(
                environment.Spec.SceneLimits.Problems(limit.Beyond).Select(problem => problem.Field),
                Has.Some.StartsWith(limit.Field)
            );
        }
    }

    [Test]
    public async Task Reset_UnknownTexture_NamesTheNearest()
    {
        await using var environment = await OpenAsync();
        var texture = TextureOf(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);
        await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);

        var refusal = await ResetRefusalAsync(
            environment,
            episode with
            {
                Scene = episode.Tabletop() with { Overlay = new($"{texture}x", OverlayRegion.WholeImage, 0.5) },
            }
        );

        Assert.That(refusal.Fault, Is.EqualTo(EnvironmentFault.InvalidArgument));
        Assert.That(refusal.Message, Does.Contain("scene.overlay.texture").And.Contains($"'{texture}'"));
        await AssertEpisodeGoesOnAsync(environment);
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    public async Task Reset_OverlayStrengthOutOfRange_IsInvalidArgument(double strength)
    {
        await using var environment = await OpenAsync();
        var texture = TextureOf(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);

        var refusal = await ResetRefusalAsync(
            environment,
            episode with
            {
                Scene = episode.Tabletop() with { Overlay = new(texture, OverlayRegion.Foreground, strength) },
            }
        );

        Assert.That(refusal.Fault, Is.EqualTo(EnvironmentFault.InvalidArgument));
        Assert.That(refusal.Message, Does.Contain("scene.overlay.strength"));
    }

    [Test]
    public async Task Overlay_OfAnyRegion_ChangesPicturesAndNothingElse()
    {
        await using var environment = await OpenAsync();
        var texture = TextureOf(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);
        var plain = await FirstAsync(episode);
        var whole = await FirstAsync(
            episode with
            {
                Scene = episode.Tabletop() with { Overlay = new(texture, OverlayRegion.WholeImage, 0.5) },
            }
        );
        var foreground = await FirstAsync(
            episode with
            {
                Scene = episode.Tabletop() with { Overlay = new(texture, OverlayRegion.Foreground, 0.5) },
            }
        );

        Assert.That(whole.State.ToArray(), Is.EqualTo(plain.State.ToArray()));
        var (changedWhole, changedForeground) = (Changed(whole, plain), Changed(foreground, plain));
        Assert.That(changedForeground, Is.GreaterThan(0).And.LessThan(0.8 * changedWhole), "robot and objects are a part of the picture");

        async Task<Observation> FirstAsync(EpisodeSpec which)
        {
            var step = await environment.ResetAsync(which, Everything(environment.Spec), Cancellation);
            return step.Observation with { Images = [step.Observation.Images[0].Copy()] };
        }

        static int Changed(Observation a, Observation b) =>
            a.Images[0].Rgb.ToArray().Zip(b.Images[0].Rgb.ToArray()).Count(pair => pair.First != pair.Second);
    }

    [Test]
    public async Task Event_MovesItsObjectAtItsStepAndNotBefore()
    {
        await using var environment = await OpenAsync();
        if (!environment.Spec.Capabilities.PrivilegedState)
        {
            Assert.Ignore("This world does not say where its objects are.");
        }
        const int Step = 3;
        var elsewhere = TestEpisodes.At(TestEpisodes.GridX - TestEpisodes.GridHalfEdge, TestEpisodes.GridHalfEdge);
        var episode = CreateEpisode(environment.Spec, 0);
        episode = episode with { Scene = episode.Tabletop() with { Events = [new(Step, SceneRoles.Source, elsewhere, 50)] } };
        var first = await environment.ResetAsync(episode, Everything(environment.Spec), Cancellation);
        var distances = new List<double>();
        for (var i = 0; i <= Step; i++)
        {
            var step = await environment.StepAsync(Hold(environment.Spec), Everything(environment.Spec), Cancellation);
            distances.Add(Horizontal(PlaceOf(step), PlaceOf(first)));
            if (i == Step)
            {
                Assert.That(Horizontal(PlaceOf(step), elsewhere.Position), Is.LessThan(0.03), "it lies where it was dropped");
            }
        }

        Assert.That(distances[..Step], Has.All.LessThan(0.005));
        Assert.That(distances[Step], Is.GreaterThan(0.05));

        static Vector3D PlaceOf(TimeStep step) => step.Observation.Privileged!.Objects.Single(o => o.Id == SceneRoles.Source).Pose.Position;

        static double Horizontal(Vector3D a, Vector3D b) => (a - b with { Z = a.Z }).Length;
    }

    [Test]
    public async Task ActionLatency_DelaysEveryActionByItsSteps()
    {
        const int Latency = 2;
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var index = StateIndex(environment.Spec, "gripper_position");
        var prompt = await HeightsAsync(0);
        var late = await HeightsAsync(Latency);

        Assert.That(prompt[Latency - 1] - late[Latency - 1], Is.GreaterThan(0.01), "no action is applied yet");
        for (var i = 0; i < prompt.Count - Latency; i++)
        {
            Assert.That(
                late[i + Latency],
                Is.EqualTo(prompt[i]).Within(2e-3),
                $"step {i + Latency} of the late one is step {i} of the prompt one"
            );
        }

        async Task<List<float>> HeightsAsync(int latency)
        {
            var episode = CreateEpisode(environment.Spec, 0);
            await environment.ResetAsync(
                episode with
                {
                    Scene = episode.Tabletop() with { ActionLatencySteps = latency },
                },
                ObservationRequest.Nothing,
                Cancellation
            );
            var heights = new List<float>();
            for (var i = 0; i < 6; i++)
            {
                var up = Action(environment.Spec, part => part.Convention == "open_positive" ? 1 : 0);
                up[2] = 0.02f;
                var step = await environment.StepAsync(up, ObservationRequest.Nothing, Cancellation);
                heights.Add(step.Observation.State.Span[index + 2]);
            }
            return heights;
        }
    }

    [Test]
    public async Task Images_TopRowIsTheTop()
    {
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var receptacle = TestEpisodes.At(TestEpisodes.GridX - TestEpisodes.GridHalfEdge, TestEpisodes.GridHalfEdge);
        var near = await PictureAsync(TestEpisodes.At(TestEpisodes.GridX + TestEpisodes.GridHalfEdge, TestEpisodes.GridHalfEdge));
        var far = await PictureAsync(TestEpisodes.At(TestEpisodes.GridX - TestEpisodes.GridHalfEdge, -TestEpisodes.GridHalfEdge));
        var elsewhere = await PictureAsync(TestEpisodes.At(TestEpisodes.GridX, 0));

        // The camera looks down at the table from the robot's side, so what is further from the robot is higher in the picture.
        Assert.That(MeanRowOfDifference(far, elsewhere), Is.LessThan(MeanRowOfDifference(near, elsewhere) - 10));

        async Task<ImageFrame> PictureAsync(Pose source)
        {
            var step = await environment.ResetAsync(
                CreateEpisode(environment.Spec, source, receptacle),
                Everything(environment.Spec),
                Cancellation
            );
            return step.Observation.Images[0].Copy();
        }
    }

    [Test]
    public async Task ConsecutiveObservations_DoNotShareMemory()
    {
        await using var environment = await OpenAsync();
        Require(!environment.Spec.Cameras.IsEmpty, "This world has no cameras.");
        var view = Everything(environment.Spec);
        await environment.ResetAsync(CreateEpisode(environment.Spec, 0), view, Cancellation);
        var step = await environment.StepAsync(Motion(environment.Spec, 0), view, Cancellation);
        for (var i = 1; i < 5; i++)
        {
            var before = TimeStepDigest.Of(step);

            var next = await environment.StepAsync(Motion(environment.Spec, i), view, Cancellation);

            Assert.That(TimeStepDigest.Of(step), Is.EqualTo(before), "the observation before this one has changed");
            Assert.That(step.Observation.Images[0].Rgb.Span.Overlaps(next.Observation.Images[0].Rgb.Span), Is.False);
            Assert.That(step.Observation.State.Span.Overlaps(next.Observation.State.Span), Is.False);
            step = next;
        }
    }

    [Test]
    public async Task EveryStateElementVaries()
    {
        await using var environment = await OpenAsync();
        var step = await environment.ResetAsync(CreateEpisode(environment.Spec, 0), ObservationRequest.Nothing, Cancellation);
        var states = new List<float[]> { step.Observation.State.ToArray() };
        for (var i = 0; i < Steps; i++)
        {
            step = await environment.StepAsync(Motion(environment.Spec, i), ObservationRequest.Nothing, Cancellation);
            states.Add(step.Observation.State.ToArray());
        }

        var names = environment.Spec.State.SelectMany(part => Enumerable.Range(0, part.Length).Select(i => $"{part.Name}[{i}]")).ToList();
        var constant = names.Where((_, i) => states.TrueForAll(state => state[i] == states[0][i]));
        Assert.That(constant, Is.Empty);
        Assert.That(states.SelectMany(state => state), Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public async Task AppliedAction_UnderLatency_IsWhatMovedTheWorldThen()
    {
        const int Latency = 2;
        await using var environment = await OpenAsync();
        RequireScenes(environment.Spec);
        var episode = CreateEpisode(environment.Spec, 0);
        await environment.ResetAsync(
            episode with
            {
                Scene = episode.Tabletop() with { ActionLatencySteps = Latency },
            },
            ObservationRequest.Nothing,
            Cancellation
        );

        var (requested, applied) = (new List<float[]>(), new List<float[]>());
        for (var i = 0; i < Steps; i++)
        {
            requested.Add(Motion(environment.Spec, i));
            applied.Add((await environment.StepAsync(requested[i], ObservationRequest.Nothing, Cancellation)).AppliedAction.ToArray());
        }

        var gripper = environment.Spec.Action.TakeWhile(part => part.Convention != "open_positive").Sum(part => part.Length);
        Assert.Multiple(() =>
        {
            Assert.That(applied[..Latency].SelectMany(action => action[..gripper]), Is.All.Zero, "at first the arm holds");
            Assert.That(applied[Latency..], Is.EqualTo(requested[..^Latency]));
        });
    }

    /// <summary>Stay where you are.</summary>
    protected static float[] Hold(EnvironmentSpec spec) => [.. spec.HoldAction];

    private ValueTask<IEnvironment> OpenAsync(int worker = 0) => _source.OpenAsync(worker, Cancellation);

    /// <summary>Every camera at a small size, and object poses where there are any.</summary>
    private static ObservationRequest Everything(EnvironmentSpec spec) =>
        new([.. spec.Cameras.Select(camera => new CameraRequest(camera.Name, 128, 96))], spec.Capabilities.PrivilegedState);

    /// <summary>A small motion in every direction, different at every step, with the gripper opening and closing.</summary>
    private static float[] Motion(EnvironmentSpec spec, int step) => ConformanceTrial.Motion(spec, step);

    private static float[] Action(EnvironmentSpec spec, Func<ArraySpec, float> value) =>
        [.. spec.Action.SelectMany(part => Enumerable.Range(0, part.Length).Select(_ => value(part)))];

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Assert.Ignore(otherwise);
        }
    }

    private static void RequireScenes(EnvironmentSpec spec) =>
        Require(spec.Capabilities.SceneSettable, "A person lays the scenes of this world; what they ask for is not its business.");

    private static string TextureOf(EnvironmentSpec spec)
    {
        if (spec.Textures.IsEmpty)
        {
            Assert.Ignore("This world has no textures.");
        }
        return spec.Textures[0];
    }

    private static int StateIndex(EnvironmentSpec spec, string name) =>
        spec.State.TakeWhile(part => part.Name != name).Sum(part => part.Length);

    private static async Task AssertEpisodeGoesOnAsync(IEnvironment environment)
    {
        var step = await environment.StepAsync(Hold(environment.Spec), ObservationRequest.Nothing, Cancellation);
        Assert.That(
            step.Observation.TimeSeconds,
            Is.EqualTo(environment.Spec.ControlPeriodSeconds).Within(1e-6),
            "what was refused must have had no effect"
        );
    }

    private static async Task<EnvironmentException> RefusalAsync(
        IEnvironment environment,
        ReadOnlyMemory<float> action,
        ObservationRequest view
    )
    {
        try
        {
            await environment.StepAsync(action, view, Cancellation);
        }
        catch (EnvironmentException refusal)
        {
            return refusal;
        }
        throw new AssertionException("expected the step to be refused, and it was accepted");
    }

    private static async Task<EnvironmentException> ResetRefusalAsync(IEnvironment environment, EpisodeSpec episode)
    {
        try
        {
            await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);
        }
        catch (EnvironmentException refusal)
        {
            return refusal;
        }
        throw new AssertionException("expected the reset to be refused, and it was accepted");
    }

    private static EpisodeSpec WithObject(EpisodeSpec episode, int index, Func<ObjectPlacement, ObjectPlacement> change) =>
        episode with
        {
            Scene = episode.Tabletop() with
            {
                Objects = episode.Tabletop().Objects.SetItem(index, change(episode.Tabletop().Objects[index])),
            },
        };

    private static double MeanRowOfDifference(ImageFrame a, ImageFrame b)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < a.Rgb.Length; i++)
        {
            if (Math.Abs(a.Rgb.Span[i] - b.Rgb.Span[i]) > 16)
            {
                sum += i / (a.Width * 3);
                count++;
            }
        }
        Assert.That(count, Is.GreaterThan(0), "moving the object changed nothing in the picture");
        return sum / count;
    }

    // Records compare arrays inside them by identity, so specs are compared by their text.
    private static string Text(EnvironmentSpec spec) =>
        string.Join(
            '\n',
            [
                spec.Name,
                spec.Version,
                spec.PhysicsVersion,
                spec.Renderer,
                $"{spec.Processor}",
                $"{spec.ControlPeriodSeconds} {spec.PhysicsPeriodSeconds}",
                $"{spec.Capabilities}",
                .. spec.Action.Select(part => $"{part}"),
                .. spec.State.Select(part => $"{part}"),
                .. spec.Cameras.Select(camera => $"{camera}"),
                spec.AssetsSha256,
                .. spec.Objects,
                .. spec.Tables,
                .. spec.Textures,
                $"{spec.MaxImageBytes}",
                $"{spec.SceneLimits with { ArmJointPositions = [] }}",
                .. spec.SceneLimits.Factors.Select(factor => $"{factor}"),
                .. spec.DeclaredHoldAction.Select(value => $"{value}"),
                .. spec.SceneLimits.ArmJointPositions.Select(bounds => $"{bounds}"),
                $"{spec.DrawsOneAtATime}",
            ]
        );
}
