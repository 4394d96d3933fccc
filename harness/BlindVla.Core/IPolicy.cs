namespace BlindVla.Core;

/// <summary>What acts. One policy serves many episodes at once, each through a session of its own. Thread-safe.</summary>
public interface IPolicy : IAsyncDisposable
{
    PolicySpec Spec { get; }

    /// <summary>The policy's memory during one episode. A session object makes a forgotten reset impossible.</summary>
    /// <param name="instruction">What the policy is told to do.</param>
    /// <param name="noiseSeed">Seed of whatever the policy draws in this episode.</param>
    IPolicySession BeginEpisode(string instruction, ulong noiseSeed);
}

/// <summary>One policy in one episode. Not thread-safe.</summary>
public interface IPolicySession : IAsyncDisposable
{
    /// <summary>The actions to apply next, at least one.</summary>
    /// <exception cref="PolicyException">The policy cannot act.</exception>
    ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken);
}

/// <summary>A policy that is bound to the recorded episode it repeats rather than to what it sees.</summary>
public interface IEpisodeBoundPolicy : IPolicy
{
    /// <summary>The session for one named episode.</summary>
    /// <exception cref="PolicyException">The episode was not recorded.</exception>
    IPolicySession BeginEpisode(EpisodeSpec episode);
}
