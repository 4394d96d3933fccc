using System.Collections.Immutable;
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

    /// <summary>A trial is in the ledger.</summary>
    void OnTrial(TrialRecord trial, RunProgress progress);
}

/// <summary>How far a run is.</summary>
/// <param name="Planned">All trials of the run, as far as they are known.</param>
/// <param name="Earlier">Of these, finished before this process began.</param>
/// <param name="Done">Of these, written by this process.</param>
/// <param name="Elapsed">Since this process began to run trials.</param>
/// <param name="Policies">In the run's order; earlier trials included.</param>
public sealed record RunProgress(int Planned, int Earlier, int Done, TimeSpan Elapsed, ImmutableArray<PolicyProgress> Policies)
{
    /// <summary>At the rate so far; null while there is none.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : Elapsed / Done * (Planned - Earlier - Done);

    public double TrialsPerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;
}

/// <param name="N">Trials that ended in success or failure.</param>
/// <param name="Successes">By the suite's success rule.</param>
/// <param name="Errored">Trials that could not be carried out.</param>
public sealed record PolicyProgress(string Policy, int N, int Successes, int Errored);
