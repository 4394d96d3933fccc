using BlindVla.Core;
using BlindVla.Evaluation;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>Writes into the log what a progress display shows for a moment only, whole.</summary>
internal sealed class LoggedProgress(IEvaluationObserver display, ILogger logger) : IEvaluationObserver
{
    public void OnPlanned(RunProgress progress)
    {
        logger.LogInformation("{Planned} trials, {Earlier} of them there already", progress.Planned, progress.Earlier);
        display.OnPlanned(progress);
    }

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry)
    {
        logger.LogWarning(
            "{Episode} under {Policy}, attempt {Attempt}, {Next}: {Error}",
            episode.Id,
            policy,
            attempt,
            willRetry ? "to be tried again" : "given up as errored",
            error
        );
        display.OnAttemptFailed(episode, policy, attempt, error, willRetry);
    }

    public void OnMeasured(WorkerRate measured, int workers)
    {
        logger.LogInformation(
            "{Rate:0.0} control steps/s with {Measured} workers; {Workers} from now on",
            measured.StepsPerSecond,
            measured.Workers,
            workers
        );
        display.OnMeasured(measured, workers);
    }

    public void OnTrial(TrialRecord trial, RunProgress progress)
    {
        if (trial.Outcome == Outcome.Errored)
            logger.LogWarning("{Trial} is errored after {Attempts} attempts: {Error}", trial.Key, trial.Attempts, trial.Error);
        display.OnTrial(trial, progress);
    }
}
