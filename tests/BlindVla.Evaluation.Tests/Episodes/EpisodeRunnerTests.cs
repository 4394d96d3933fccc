using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Episodes;

internal sealed class EpisodeRunnerTests
{
    private readonly TinyWorld _world = new(FaultPlan.None);

    [OneTimeTearDown]
    public ValueTask CloseWorld() => _world.DisposeAsync();

    [Test]
    public async Task RunAsync_PolicyReachesTheGoal_RecordsWhatHappened()
    {
        var result = await RunAsync(FunctionPolicy.Seeker, SomeEpisodes.Control(2));

        Assert.Multiple(() =>
        {
            Assert.That(result.SuccessAtEnd, Is.True);
            Assert.That(result.SuccessAnyStep, Is.True);
            Assert.That(result.FirstSuccessStep, Is.EqualTo(2)); // 0.9 m at 0.5 m per step
            Assert.That(result.Steps, Is.EqualTo(SomeEpisodes.Steps));
            Assert.That(result.Measures["final_distance"], Is.EqualTo(0).Within(1e-6));
            Assert.That(result.Measures["max_lift"], Is.EqualTo(0.08).Within(1e-9));
            Assert.That(result.Measures["seldom"], Is.EqualTo(-1));
            Assert.That(result.SimSeconds, Is.EqualTo(0.009).Within(1e-9));
            Assert.That(result.RequestedActions.Length, Is.EqualTo(SomeEpisodes.Steps * 7));
            Assert.That(result.AppliedActions.Length, Is.EqualTo(SomeEpisodes.Steps * 7));
        });
    }

    [Test]
    public async Task RunAsync_GoalIsLeftAgain_TheTwoRulesDiffer()
    {
        var passesBy = new FunctionPolicy(_ => FunctionPolicy.Move(0.3f));

        var result = await RunAsync(passesBy, SomeEpisodes.Control(0));

        Assert.That((result.SuccessAtEnd, result.SuccessAnyStep, result.FirstSuccessStep), Is.EqualTo((false, true, (int?)1)));
    }

    [Test]
    public async Task RunAsync_FiniteActionOutOfBounds_IsClippedAndCounted()
    {
        // 3.2 lies between two floats, of which the nearer is out of bounds.
        var bold = new FunctionPolicy(seen =>
            ActionChunk.Single(seen.TimeSeconds == 0 ? new[] { 9f, 0, 0, 0, 0, 3.2f, -7 } : new float[7])
        );

        var result = await RunAsync(bold, SomeEpisodes.Control(0));

        Assert.Multiple(() =>
        {
            Assert.That(result.ClippedActions, Is.EqualTo(1));
            Assert.That(result.RequestedActions[..7].ToArray(), Is.EqualTo(new[] { 9f, 0, 0, 0, 0, 3.2f, -7 }));
            Assert.That(result.AppliedActions[..7].ToArray(), Is.EqualTo(new[] { 0.5f, 0, 0, 0, 0, MathF.BitDecrement(3.2f), -1 }));
        });
    }

    [Test]
    public async Task RunAsync_ActionsComeLate_RequestedAndAppliedAreBothKept()
    {
        const int Latency = 2;
        var step = 0;
        var counting = new FunctionPolicy(_ => FunctionPolicy.Move(0.01f * ++step));
        var episode = SomeEpisodes.Control(0);

        var result = await RunAsync(counting, episode with { Scene = episode.Tabletop() with { ActionLatencySteps = Latency } });

        var (requested, applied) = (FirstValues(result.RequestedActions), FirstValues(result.AppliedActions));
        Assert.Multiple(() =>
        {
            Assert.That(requested, Is.EqualTo(Enumerable.Range(1, SomeEpisodes.Steps).Select(i => 0.01f * i)));
            Assert.That(applied, Is.EqualTo(requested[..^Latency].Prepend(0).Prepend(0)));
        });

        static float[] FirstValues(ReadOnlyMemory<float> actions) => [.. actions.ToArray().Chunk(7).Select(action => action[0])];
    }

    [Test]
    public async Task RunAsync_WorldDoesNotSayWhatItApplied_IsItsFault()
    {
        await using var mute = new MuteWorld();

        var error = await Assert.ThrowsAsync<EnvironmentException>(() =>
            new EpisodeRunner(mute, FunctionPolicy.Holder, TimeProvider.System)
                .RunAsync(SomeEpisodes.Control(0), [], CancellationToken.None)
                .AsTask()
        );

        Assert.Multiple(() =>
        {
            Assert.That(error!.IsInfrastructure);
            Assert.That(error.Message, Does.Contain("step 1").And.Contain("0 values of the applied action, expected 7"));
        });
    }

    [TestCase(float.NaN, "NaN")]
    [TestCase(float.PositiveInfinity, "Infinity")]
    public async Task RunAsync_ActionIsNotFinite_NamesStepAndIndex(float value, string written)
    {
        var broken = new FunctionPolicy(seen => ActionChunk.Single(new[] { 0, 0, seen.TimeSeconds > 0.3 ? value : 0, 0, 0, 0, 0 }));

        var error = await Assert.ThrowsAsync<PolicyException>(() => RunAsync(broken, SomeEpisodes.Control(0)).AsTask());

        Assert.That(error!.Message, Is.EqualTo($"step 3: action[2] is {written}, expected a finite number"));
    }

    [Test]
    public async Task RunAsync_ActionHasTheWrongLength_SaysBoth()
    {
        var error = await Assert.ThrowsAsync<PolicyException>(() =>
            RunAsync(new FunctionPolicy(_ => ActionChunk.Single(new float[6])), SomeEpisodes.Control(0)).AsTask()
        );

        Assert.That(error!.Message, Is.EqualTo("step 1: an action has 7 values, the policy returned 6"));
    }

    [TestCase(0)]
    [TestCase(10)]
    public async Task RunAsync_ChunkIsNotWholeActions_IsRefused(int values)
    {
        var error = await Assert.ThrowsAsync<PolicyException>(() =>
            RunAsync(new FunctionPolicy(_ => new ActionChunk(new float[values], 7)), SomeEpisodes.Control(0)).AsTask()
        );

        Assert.That(error!.Message, Does.Contain($"the policy returned {values} values, expected one or more actions of 7 values each"));
    }

    [Test]
    public async Task RunAsync_ChunksOfThree_RendersOnlyWhereThePolicyLooks()
    {
        var before = _world.Rendered;
        var chunky = new FunctionPolicy(_ => FunctionPolicy.Moves(0.1f, 0.1f, 0.1f), [new CameraRequest(TinyWorld.Camera, 32, 24)]);

        var result = await RunAsync(chunky, SomeEpisodes.Control(0));

        Assert.Multiple(() =>
        {
            Assert.That(result.Steps, Is.EqualTo(8));
            // After reset, after step 3, after step 6; the third chunk is cut at the step limit.
            Assert.That(_world.Rendered - before, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task RunAsync_NobodyLooks_RendersNothing()
    {
        var before = _world.Rendered;

        await RunAsync(FunctionPolicy.Holder, SomeEpisodes.Control(0));

        Assert.That(_world.Rendered, Is.EqualTo(before));
    }

    [Test]
    public async Task RunAsync_SomebodyFilms_ThePolicySeesTheSame()
    {
        var seen = new List<(int Images, bool Privileged)>();
        var policy = new FunctionPolicy(
            observation =>
            {
                seen.Add((observation.Images.Length, observation.Privileged is not null));
                return FunctionPolicy.Moves(0.1f, 0.1f);
            },
            [new CameraRequest(TinyWorld.Camera, 32, 24)]
        );
        var film = new Film();

        var alone = await RunAsync(policy, SomeEpisodes.Control(1));
        var filmed = await RunAsync(policy, SomeEpisodes.Control(1), film);

        Assert.Multiple(() =>
        {
            Assert.That(filmed.ObservationSha256, Is.EqualTo(alone.ObservationSha256));
            Assert.That(filmed.RequestedActions.ToArray(), Is.EqualTo(alone.RequestedActions.ToArray()));
            Assert.That(seen, Is.All.EqualTo((1, false)));
            Assert.That(film.Pictures, Is.EqualTo(SomeEpisodes.Steps + 1));
        });
    }

    [Test]
    public async Task RunAsync_OneThingThePolicySawDiffers_TheDigestDiffers()
    {
        var camera = ImmutableArray.Create(new CameraRequest(TinyWorld.Camera, 32, 24));
        async Task<string> Digest(FunctionPolicy policy, EpisodeSpec episode) => (await RunAsync(policy, episode)).ObservationSha256;
        static ActionChunk Hold(Observation _) => FunctionPolicy.Move(0);

        var digests = new[]
        {
            await Digest(new(Hold), SomeEpisodes.Control(0)),
            await Digest(new(Hold), SomeEpisodes.Control(1)),
            await Digest(new(Hold, camera), SomeEpisodes.Control(0)),
            await Digest(new(Hold, camera, privileged: true), SomeEpisodes.Control(0)),
            await Digest(new(_ => FunctionPolicy.Move(0.1f)), SomeEpisodes.Control(0)),
        };
        var again = await Digest(new(Hold, camera), SomeEpisodes.Control(0));

        Assert.Multiple(() =>
        {
            Assert.That(digests, Is.Unique);
            Assert.That(again, Is.EqualTo(digests[2]));
        });
    }

    [Test]
    public async Task RunAsync_PolicyIsBoundToItsEpisode_IsBegunWithIt()
    {
        var replay = new BoundPolicy();

        await RunAsync(replay, SomeEpisodes.Control(4));

        Assert.That(
            (replay.Begun?.Id, replay.Begun?.Instruction),
            Is.EqualTo((SomeEpisodes.Control(4).Id, SomeEpisodes.Control(4).Instruction))
        );
        Assert.That(replay.Begun?.HoldAction, Is.EqualTo(new[] { 0, 0, 0, 0, 0, 0, 1 }));
    }

    [Test]
    public async Task RunAsync_ControlStep_AllocatesLittle()
    {
        const int Steps = 2000;
        var looking = new FunctionPolicy(_ => Still, [new CameraRequest(TinyWorld.Camera, 64, 48)]);
        var episode = SomeEpisodes.Control(0) with { MaxSteps = Steps };
        await using var world = new PunctualEnvironment(_world, TimeSpan.FromSeconds(60), TimeProvider.System);
        var runner = new EpisodeRunner(world, looking, TimeProvider.System);
        await runner.RunAsync(episode, [], CancellationToken.None);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await runner.RunAsync(episode, [], CancellationToken.None);
        var perStep = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Steps;

        TestContext.Out.WriteLine($"{perStep:0} bytes per control step, the in-memory world included");
        Assert.That(perStep, Is.LessThan(1500));
    }

    private static ActionChunk Still { get; } = FunctionPolicy.Move(0);

    private ValueTask<EpisodeResult> RunAsync(IPolicy policy, EpisodeSpec episode, params IEpisodeObserver[] observers) =>
        new EpisodeRunner(_world, policy, TimeProvider.System).RunAsync(episode, observers, CancellationToken.None);

    private sealed class Film : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras { get; } = [new(TinyWorld.Camera, 64, 48)];

        public int Pictures { get; private set; }

        public void OnReset(TimeStep first) => Look(first);

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => Look(now);

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Look(TimeStep now) => Pictures += now.Observation.Images.Count(image => image.Width == 64);
    }

    /// <summary>Does all it is asked, and keeps to itself what it applied.</summary>
    private sealed class MuteWorld : IEnvironment
    {
        private readonly TinyWorld _world = new(FaultPlan.None);

        public EnvironmentSpec Spec => _world.Spec;

        public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
            _world.ResetAsync(episode, view, cancellationToken);

        public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
            await _world.StepAsync(action, view, cancellationToken) with
            {
                AppliedAction = default,
            };

        public ValueTask DisposeAsync() => _world.DisposeAsync();
    }

    private sealed class BoundPolicy : IPolicy
    {
        public EpisodeBrief? Begun { get; private set; }

        public PolicySpec Spec => FunctionPolicy.Holder.Spec;

        public IPolicySession BeginEpisode(EpisodeBrief episode)
        {
            Begun = episode;
            return FunctionPolicy.Holder.BeginEpisode(episode);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
