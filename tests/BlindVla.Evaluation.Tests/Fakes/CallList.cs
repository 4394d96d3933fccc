using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Remembers what it heard.</summary>
internal sealed class CallList : IEvaluationObserver
{
    public List<TrialRecord> Trials { get; } = [];

    public List<string> Failures { get; } = [];

    public RunProgress? Last { get; private set; }

    public Action<TrialRecord>? OnEachTrial { get; set; }

    public Action? OnEachFailure { get; set; }

    public void OnPlanned(RunProgress progress) => Last = progress;

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry)
    {
        Failures.Add($"{episode.Id} {policy} {attempt} {error} {willRetry}");
        OnEachFailure?.Invoke();
    }

    public List<WorkerRate> Measured { get; } = [];

    public void OnMeasured(WorkerRate measured, int workers) => Measured.Add(measured);

    public void OnTrial(TrialRecord trial, RunProgress progress)
    {
        Last = progress;
        Trials.Add(trial);
        OnEachTrial?.Invoke(trial);
    }
}
