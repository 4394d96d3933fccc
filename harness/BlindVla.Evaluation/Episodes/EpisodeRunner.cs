using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The loop that joins a world and a policy.</summary>
public sealed class EpisodeRunner(IEnvironment environment, IPolicy policy, TimeProvider time)
{
    /// <summary>Runs one episode from reset to its last time step.</summary>
    /// <exception cref="EnvironmentException">The environment refused the scene or failed.</exception>
    /// <exception cref="PolicyException">The policy cannot act, or its output is not an action.</exception>
    public async ValueTask<EpisodeResult> RunAsync(
        EpisodeSpec episode,
        IReadOnlyList<IEpisodeObserver> observers,
        CancellationToken cancellationToken
    )
    {
        var view = new EpisodeView(policy.Spec.In(environment.Spec), observers);
        var pace = Pace.In(environment.Spec, episode.MaxSteps, time);
        await using var world = new RecordingEnvironment(environment, view, episode.MaxSteps, pace, time);
        await using var session = Begin(episode, view, pace);

        var now = await world.ResetAsync(episode, view.ForPolicy, cancellationToken);
        while (world.Steps < episode.MaxSteps && !now.Terminated)
        {
            var action = await session.ActAsync(now.Observation, cancellationToken);
            // Only where somebody looks is a picture drawn: not inside a chunk of actions, and not for the policy after its last one.
            var looks = session.LooksNext && world.Steps + 1 < episode.MaxSteps;
            now = await world.StepAsync(action, looks ? view.ForPolicy : view.ForObservers, cancellationToken);
        }

        var result = world.Finish(session.PredictionTime);
        await view.ShowEndAsync(result, cancellationToken);
        return result;
    }

    /// <summary>Where time passes by itself, a policy thinks while the arm moves.</summary>
    private IActingSession Begin(EpisodeSpec episode, EpisodeView view, Pace? pace)
    {
        var session = policy.BeginEpisode(episode.BriefIn(environment.Spec));
        return pace is null
            ? new ChunkedSession(session, view, environment.Spec.ActionLength, time)
            : new RealTimeSession(session, view, environment.Spec, episode.Late, pace, time);
    }
}
