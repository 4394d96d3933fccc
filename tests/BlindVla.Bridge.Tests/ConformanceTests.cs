using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>Every rule notices a world that breaks it.</summary>
public sealed class ConformanceTests
{
    private static readonly FakeEnvironmentSource World = new();

    private static IEnumerable<TestCaseData> Breaches()
    {
        static TestCaseData Case(string rule, string found, Breach breach) => new(rule, found, breach);
        yield return Case("describe-says-everything", "renderer: expected text", new() { Spec = spec => spec with { Renderer = "" } });
        yield return Case("describe-is-stable", "assets_sha256 after an episode", new() { Spec = Renamed() });
        yield return Case("step-before-reset", "and it was accepted", new() { ResetsItself = true });
        yield return Case("reset-repeats", "sha256 of the first observation", new() { Reset = Drift() });
        yield return Case("reset-differs", "expected a difference, found none", new() { Episode = _ => 0 });
        yield return Case("trajectory-repeats", "in the same session", new() { Step = Drift() });
        yield return Case("action-length", "and it was accepted", new() { Action = a => [.. a.Concat(new float[7]).Take(7)] });
        yield return Case("action-finite", "and it was accepted", new() { Action = a => [.. a.Select(v => float.IsFinite(v) ? v : 0)] });
        yield return Case("action-bounds", "and it was accepted", new() { Action = a => [.. a.Select(v => Math.Clamp(v, -1, 1))] });
        yield return Case("cameras-none", "pictures: expected 0, found 1", new() { View = view => view.Cameras.IsEmpty ? Small : view });
        yield return Case("cameras-unknown", "and it was accepted", new() { View = _ => Small });
        yield return Case(
            "picture-size",
            "a picture: expected",
            new() { View = view => view with { Cameras = [.. view.Cameras.Reverse()] } }
        );
        yield return Case("picture-size-bounds", "and it was accepted", new() { View = _ => Small });
        yield return Case(
            "picture-bytes",
            "and it was accepted",
            new() { View = view => view with { Cameras = [.. view.Cameras.Take(1)] } }
        );
        yield return Case("picture-content", "expected more than one colour", new() { Reset = Black });
        yield return Case("scene-unknown", "an unknown table: expected a refusal", new() { Episode = index => index });
        yield return Case("scene-factors", "an unknown factor: expected a refusal", new() { Episode = index => index });
        yield return Case("sessions-apart", "beside another session", new() { Step = Drift() });
        yield return Case("sessions-freed", "ResourceExhausted", new() { Sessions = 5 });
        yield return Case("privileged", "expected none where nobody asked", new() { View = view => view with { Privileged = true } });
        yield return Case("clock", "the time after step 1", new() { Step = step => Seen(step, o => o with { TimeSeconds = 0.1 }) });
        yield return Case(
            "hold-action",
            "arm_joint_positions 0 after 12 hold actions: expected what it was after 6, found 6 more or less",
            new() { Spec = spec => spec with { DeclaredHoldAction = [0.1f, 0, 0, 0, 0, 0, 1] } }
        );
        yield return Case("applied-action", "applied_action: expected", new() { Action = a => [.. a.Select(v => v / 2)] });
    }

    [TestCaseSource(nameof(Breaches))]
    public async Task Rule_BrokenByAWorld_SaysWhatWasFound(string rule, string found, object breach)
    {
        var violation = await ConformanceCheck.ViolationAsync(
            ConformanceRules.All.Single(known => known.Name == rule),
            new BrokenSource((Breach)breach),
            CancellationToken.None
        );

        Assert.That(violation, Does.Contain(found));
    }

    [Test]
    public void EveryRule_IsBrokenOnce() =>
        Assert.That(Breaches().Select(breach => breach.Arguments[0]), Is.EqualTo(ConformanceRules.All.Select(rule => rule.Name)));

    [TestCase(FakeServerFault.NotANumber, "clock", "expected a finite number, found NaN")]
    [TestCase(FakeServerFault.EngineFailure, "sessions-apart", "ended with Internal")]
    [TestCase(FakeServerFault.WrongRequestId, "applied-action", "ended with Internal")]
    [TestCase(FakeServerFault.NoAppliedAction, "action-length", "applied_action: expected 7 values, found 0")]
    public async Task AnyRule_ServerBreaksTheProtocolItself_IsBroken(FakeServerFault fault, string rule, string found)
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = fault });
        await using var source = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        var violation = await ConformanceCheck.ViolationAsync(
            ConformanceRules.All.Single(known => known.Name == rule),
            source,
            CancellationToken.None
        );

        Assert.That(violation, Does.Contain(found));
    }

    private static ObservationRequest Small { get; } = new([new(TestEpisodes.Camera, 32, 24)], Privileged: false);

    private static TimeStep Seen(TimeStep step, Func<Observation, Observation> change) =>
        step with
        {
            Observation = change(step.Observation),
        };

    private static Func<TimeStep, TimeStep> Drift()
    {
        var calls = 0;
        return step => Seen(step, o => o with { State = o.State.ToArray().Select(v => v + Interlocked.Increment(ref calls)).ToArray() });
    }

    private static Func<EnvironmentSpec, EnvironmentSpec> Renamed()
    {
        var calls = 0;
        return spec => spec with { AssetsSha256 = $"{++calls}" };
    }

    private static TimeStep Black(TimeStep step) =>
        Seen(step, o => o with { Images = [.. o.Images.Select(image => image with { Rgb = new byte[image.Rgb.Length] })] });

    /// <summary>How a world differs from one that keeps every rule.</summary>
    private sealed record Breach
    {
        public Func<EnvironmentSpec, EnvironmentSpec> Spec { get; init; } = spec => spec;

        public Func<TimeStep, TimeStep> Reset { get; init; } = step => step;

        public Func<TimeStep, TimeStep> Step { get; init; } = step => step;

        public Func<float[], float[]> Action { get; init; } = action => action;

        public Func<ObservationRequest, ObservationRequest> View { get; init; } = view => view;

        /// <summary>Which scene a reset is really to.</summary>
        public Func<int, int>? Episode { get; init; }

        public bool ResetsItself { get; init; }

        public int Sessions { get; init; } = int.MaxValue;
    }

    private sealed class BrokenSource(Breach breach) : IEnvironmentSource
    {
        private int _opened;

        public async ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) =>
            breach.Spec(await World.DescribeAsync(cancellationToken));

        public async ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
        {
            if (_opened++ >= breach.Sessions)
                throw new EnvironmentException(EnvironmentFault.ResourceExhausted, "all sessions are taken");
            var inner = await World.OpenAsync(worker, cancellationToken);
            if (breach.ResetsItself)
                await inner.ResetAsync(TestEpisodes.Create(inner.Spec), ObservationRequest.Nothing, cancellationToken);
            return new BrokenEnvironment(inner, breach.Spec(inner.Spec), breach);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class BrokenEnvironment(IEnvironment inner, EnvironmentSpec spec, Breach breach) : IEnvironment
    {
        public EnvironmentSpec Spec => spec;

        public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
        {
            var real = breach.Episode is { } which ? TestEpisodes.Create(inner.Spec, which(episode.Index)) : episode;
            return breach.Reset(await inner.ResetAsync(real, breach.View(view), cancellationToken));
        }

        public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
            breach.Step(await inner.StepAsync(breach.Action(action.Values.ToArray()), breach.View(view), cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
