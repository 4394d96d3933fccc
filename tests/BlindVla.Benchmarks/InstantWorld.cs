using BlindVla.Core;

namespace BlindVla.Benchmarks;

/// <summary>A world without physics or pictures that answers at once, so that what a run costs is the harness's: the task holds while the
/// first value of the action is above zero.</summary>
internal sealed class InstantWorld : IEnvironment
{
    private static readonly TaskProgress Holds = new(true, []);
    private static readonly TaskProgress HoldsNot = new(false, []);

    // Nobody looks at it, and it never changes.
    private static readonly Observation Nothing = new(0, [], new float[1], null);

    public EnvironmentSpec Spec { get; } =
        new(
            "instant",
            "1",
            "none",
            "none",
            ControlPeriodSeconds: 0.2,
            PhysicsPeriodSeconds: 0.002,
            new(RealTime: false, SceneSettable: true, SuccessObservable: true, PrivilegedState: false),
            [.. Conventions.DeltaEndEffectorPose.Select(part => part with { Minimum = -1, Maximum = 1 })],
            [new("nothing", 1, "nothing", "m", "base")],
            Cameras: [],
            AssetsSha256: "",
            Objects: [],
            Tables: []
        );

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
        new(new TimeStep(Nothing, HoldsNot, Terminated: false, AppliedAction: default, ServerSeconds: 0));

    public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
        new(new TimeStep(Nothing, action.Values.Span[0] > 0 ? Holds : HoldsNot, Terminated: false, action.Values, ServerSeconds: 0));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Any number of them.</summary>
    public sealed class Source : IEnvironmentSource
    {
        public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => new(new InstantWorld().Spec);

        public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken) => new(new InstantWorld());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
