namespace BlindVla.Core;

/// <summary>One world that runs one episode at a time: a simulator session or a real arm. Not thread-safe.</summary>
public interface IEnvironment : IAsyncDisposable
{
    EnvironmentSpec Spec { get; }

    /// <summary>Begins an episode. Legal at any time.</summary>
    /// <exception cref="EnvironmentException">The scene was refused, or the environment failed.</exception>
    ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken);

    /// <summary>Applies one action for one control period.</summary>
    /// <param name="action"><see cref="EnvironmentSpec.ActionLength"/> finite values within the bounds of
    /// <see cref="EnvironmentSpec.Action"/>.</param>
    /// <param name="view">What to observe afterwards.</param>
    /// <exception cref="EnvironmentException">The action was refused (the episode goes on), or the environment failed.</exception>
    ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken);
}
