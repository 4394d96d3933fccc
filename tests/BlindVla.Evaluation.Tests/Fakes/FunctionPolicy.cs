using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>A policy that is one function of what it sees.</summary>
internal sealed class FunctionPolicy(
    Func<Observation, ActionChunk> act,
    ImmutableArray<CameraRequest> cameras = default,
    bool privileged = false
) : IPolicy
{
    public PolicySpec Spec { get; init; } =
        new(
            "function",
            "",
            cameras.IsDefault ? [] : cameras,
            Conventions.DeltaEndEffectorPose,
            ControlPeriodSeconds: 0.2,
            privileged,
            IsDeterministic: true
        );

    /// <summary>Moves towards the object, as far as one action may, and looks at a picture on the way.</summary>
    public static FunctionPolicy Seeker =>
        new(seen => Move(seen.State.Span[1] - seen.State.Span[0]), [new CameraRequest(TinyWorld.Camera, 32, 24)]);

    /// <summary>Stays where it is and looks at nothing.</summary>
    public static FunctionPolicy Holder => new(_ => Move(0));

    public static ActionChunk Move(float x) => ActionChunk.Single(new[] { x, 0, 0, 0, 0, 0, 1 });

    /// <summary>Several moves at once.</summary>
    public static ActionChunk Moves(params float[] xs) => new(xs.SelectMany(x => new[] { x, 0, 0, 0, 0, 0, 1 }).ToArray(), 7);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(act);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(Func<Observation, ActionChunk> act) : IPolicySession
    {
        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken) => new(act(observation));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
