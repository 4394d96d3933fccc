using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>Stands still, when a test lets it.</summary>
internal sealed class StillPolicy(
    CameraRequest camera,
    string checkpoint = "a checkpoint",
    int actions = 1,
    ImmutableArray<ArraySpec> action = default
) : IPolicy
{
    /// <summary>What comes before each answer.</summary>
    public Func<CancellationToken, Task> BeforeAnswer { get; init; } = _ => Task.CompletedTask;

    public PolicySpec Spec { get; } =
        new("still", checkpoint, [camera], action.IsDefault ? Conventions.DeltaEndEffectorPose : action, null, false, true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(BeforeAnswer, actions);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(Func<CancellationToken, Task> beforeAnswer, int actions) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            await beforeAnswer(cancellationToken);
            float[] still = [0, 0, 0, 0, 0, 0, 1];
            return new(Enumerable.Repeat(still, actions).SelectMany(action => action).ToArray(), still.Length);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
