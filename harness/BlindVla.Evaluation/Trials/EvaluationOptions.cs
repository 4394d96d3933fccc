using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>How trials are carried out. No result depends on any of it, but for what the operator says.</summary>
/// <param name="Workers">Episodes at a time, to begin with.</param>
/// <param name="MaxAttempts">Times a trial is begun before it is given up as errored.</param>
/// <param name="CallTimeout">The environment must answer a reset or step within this.</param>
public sealed record EvaluationOptions(int Workers, int MaxAttempts, TimeSpan CallTimeout)
{
    /// <summary>Episodes at a time that there may be where more are faster, which is measured on the way; null for those that it begins
    /// with.</summary>
    public int? MostWorkers { get; init; }

    /// <summary>Each makes an observer for each attempt at an episode under a named policy.</summary>
    public ImmutableArray<Func<EpisodeSpec, string, IEpisodeObserver>> Watchers { get; init; } = [];

    /// <summary>Wall-clock time of one attempt at an episode, from its reset to its last time step; one that takes longer breaks off as by
    /// an infrastructure fault. Null for any. A policy must heed its cancellation token, which environments are made to.</summary>
    public TimeSpan? TrialTimeout { get; init; }

    /// <summary>Once it is cancelled no further trial is begun; those that run are finished and written.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Who lays scenes and judges; null where the environment does both. With somebody there is one worker, and which policy comes
    /// first is drawn for each episode.</summary>
    public IOperator? Operator { get; init; }

    public static EvaluationOptions Default { get; } = new(Workers: 1, MaxAttempts: 3, CallTimeout: TimeSpan.FromSeconds(60));
}
