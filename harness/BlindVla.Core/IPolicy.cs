namespace BlindVla.Core;

/// <summary>What acts. One policy serves many episodes at once, each through a session of its own. Thread-safe.</summary>
public interface IPolicy : IAsyncDisposable
{
    PolicySpec Spec { get; }

    /// <summary>The policy's memory during one episode. A session object makes a forgotten reset impossible.</summary>
    /// <param name="instruction">What the policy is told to do.</param>
    /// <param name="noiseSeed">Seed of whatever the policy draws in this episode.</param>
    IPolicySession BeginEpisode(string instruction, ulong noiseSeed);

    /// <summary>
    /// The same, for whoever has the whole episode. Only a policy that is bound to the episodes it recorded looks at more than the instruction and
    /// the seed; a policy around another one must pass this call on.
    /// </summary>
    /// <exception cref="PolicyException">The episode was not recorded.</exception>
    IPolicySession BeginEpisode(EpisodeSpec episode) => BeginEpisode(episode.Instruction, episode.PolicySeed);
}

/// <summary>One policy in one episode. Not thread-safe.</summary>
public interface IPolicySession : IAsyncDisposable
{
    /// <summary>The actions to apply next, at least one.</summary>
    /// <exception cref="PolicyException">The policy cannot act.</exception>
    ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken);
}
