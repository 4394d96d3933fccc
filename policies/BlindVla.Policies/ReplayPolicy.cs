using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>Repeats the actions that a recorded policy asked for, whatever it sees. The same scene must then give the same pictures and the
/// same outcome.</summary>
/// <param name="source">What was recorded, for messages, e.g. the run's name.</param>
/// <param name="actionsOf">What was asked for in an episode, row-major, 7 values each; null when the episode was not recorded.</param>
/// <param name="action">What the recorded actions mean: 7 values.</param>
/// <param name="cameras">What the recorded policy looked at: rendered again, so that the observations can be compared.</param>
/// <param name="privileged">The recorded policy was privileged.</param>
public sealed class ReplayPolicy(
    string source,
    Func<string, float[]?> actionsOf,
    ImmutableArray<ArraySpec> action,
    IReadOnlyList<CameraRequest> cameras,
    bool privileged
) : IPolicy
{
    private const int ActionLength = 7;

    public PolicySpec Spec { get; } =
        new("replay", source, [.. cameras], action, null, privileged, IsDeterministic: true) { ActsBlind = true };

    public IPolicySession BeginEpisode(EpisodeBrief episode) =>
        new Session(
            episode.Id,
            actionsOf(episode.Id)
                ?? throw new PolicyException(
                    $"'{source}' holds no recorded actions of episode '{episode.Id}'. Replay the suite, seed and episodes of that run."
                )
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(string episodeId, float[] actions) : IPolicySession
    {
        private int _next;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var begin = _next++ * ActionLength;
            if (begin + ActionLength > actions.Length)
                throw new PolicyException(
                    $"The recording of episode '{episodeId}' ends after step {actions.Length / ActionLength}, the episode goes on."
                );
            return ValueTask.FromResult(ActionChunk.Single(actions.AsMemory(begin, ActionLength)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
