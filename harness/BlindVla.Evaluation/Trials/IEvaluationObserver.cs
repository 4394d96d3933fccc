using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Hears how a run goes on. Calls come from the workers, one at a time.</summary>
public interface IEvaluationObserver
{
    /// <summary>Trials were planned: all of them before the first, or some more whenever a run takes them as it goes on.</summary>
    void OnPlanned(RunProgress progress);

    /// <summary>An attempt broke off.</summary>
    /// <param name="attempt">Its number in this process, from 1.</param>
    /// <param name="willRetry">The same trial is begun again, in a new environment.</param>
    void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry);

    /// <summary>The number of workers was measured, and may be another from now on.</summary>
    /// <param name="measured">How fast the run went until now.</param>
    /// <param name="workers">Episodes at a time from now on.</param>
    void OnMeasured(WorkerRate measured, int workers);

    /// <summary>A trial is in the ledger.</summary>
    void OnTrial(TrialRecord trial, RunProgress progress);
}
