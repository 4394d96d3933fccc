using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Counts trials and tells the observer, one call at a time.</summary>
internal sealed class ProgressCount
{
    private readonly Lock _lock = new();
    private readonly IEvaluationObserver _observer;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly OrderedDictionary<string, PolicyProgress> _policies = [];
    private int _planned;
    private int _earlier;
    private int _done;

    public ProgressCount(IEnumerable<string> policies, IEvaluationObserver observer, TimeProvider time)
    {
        (_observer, _time, _started) = (observer, time, time.GetTimestamp());
        foreach (var policy in policies)
        {
            _policies.Add(policy, new(policy, 0, 0, 0));
        }
    }

    /// <summary>More trials belong to the run.</summary>
    /// <param name="trials">How many.</param>
    /// <param name="earlier">Of these, those finished by an earlier process.</param>
    public void Plan(int trials, IReadOnlyCollection<TrialRecord> earlier)
    {
        lock (_lock)
        {
            _planned += trials;
            _earlier += earlier.Count;
            foreach (var trial in earlier)
            {
                Count(trial);
            }
            _observer.OnPlanned(Progress());
        }
    }

    /// <summary>Trials that were planned are not run.</summary>
    public void Withdraw(int trials)
    {
        lock (_lock)
        {
            _planned -= trials;
            _observer.OnPlanned(Progress());
        }
    }

    public void AttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry)
    {
        lock (_lock)
        {
            _observer.OnAttemptFailed(episode, policy, attempt, error, willRetry);
        }
    }

    public void Measured(WorkerRate measured, int workers)
    {
        lock (_lock)
        {
            _observer.OnMeasured(measured, workers);
        }
    }

    public void Written(TrialRecord trial)
    {
        lock (_lock)
        {
            _done++;
            Count(trial);
            _observer.OnTrial(trial, Progress());
        }
    }

    private void Count(TrialRecord trial)
    {
        var policy = _policies[trial.Policy];
        _policies[trial.Policy] = trial.Outcome switch
        {
            Outcome.Errored => policy with { Errored = policy.Errored + 1 },
            Outcome.Success => policy with { N = policy.N + 1, Successes = policy.Successes + 1 },
            _ => policy with { N = policy.N + 1 },
        };
    }

    private RunProgress Progress() => new(_planned, _earlier, _done, _time.GetElapsedTime(_started), [.. _policies.Values]);
}
