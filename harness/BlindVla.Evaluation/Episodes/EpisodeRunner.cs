using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The loop that joins a world and a policy.</summary>
public sealed class EpisodeRunner(IEnvironment environment, IPolicy policy, TimeProvider time)
{
    private readonly ActionBounds _bounds = new(environment.Spec);

    /// <summary>Runs one episode from reset to its last time step.</summary>
    /// <exception cref="EnvironmentException">The environment refused the scene or failed.</exception>
    /// <exception cref="PolicyException">The policy cannot act, or its output is not an action.</exception>
    public async ValueTask<EpisodeResult> RunAsync(
        EpisodeSpec episode, IReadOnlyList<IEpisodeObserver> observers, CancellationToken cancellationToken)
    {
        var view = new EpisodeView(policy.Spec, observers);
        using var record = new EpisodeRecord(episode.MaxSteps, _bounds, time);
        await using var session = policy.BeginEpisode(episode);

        var now = await environment.ResetAsync(episode, view.ForPolicy, cancellationToken);
        record.Reset(now);
        view.ShowReset(now);
        while (record.Steps < episode.MaxSteps && !now.Terminated)
        {
            var seen = view.OfPolicy(now.Observation);
            var asked = time.GetTimestamp();
            var chunk = await session.PredictAsync(seen, cancellationToken);
            record.PolicyTook(time.GetElapsedTime(asked));
            _bounds.CheckShape(chunk, record.Steps + 1);

            // A chunk is not cut at the step limit by the policy, which does not know the limit.
            var count = Math.Min(chunk.Count, episode.MaxSteps - record.Steps);
            for (var i = 0; i < count && !now.Terminated; i++)
            {
                var policyLooksNext = i == count - 1 && record.Steps + 1 < episode.MaxSteps;
                var requested = chunk[i];
                var step = environment.StepAsync(record.Take(requested.Span), policyLooksNext ? view.ForPolicy : view.ForObservers, cancellationToken);
                if (i == 0)
                {
                    // The digest of a picture takes a tenth of a millisecond, in which the world already moves on: this thread first does
                    // what it has still to do for the action to leave.
                    await Task.Yield();
                    record.Saw(seen);
                }
                now = await step;
                record.Stepped(now);
                view.ShowStep(record.Steps, requested.Span, now);
            }
        }

        var result = record.Finish(now);
        foreach (var observer in observers)
        {
            await observer.OnEndAsync(result, cancellationToken);
        }
        return result;
    }
}
