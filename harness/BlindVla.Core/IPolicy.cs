namespace BlindVla.Core;

/// <summary>What acts. One policy serves many episodes at once, each through a session of its own. Thread-safe.</summary>
public interface IPolicy : IAsyncDisposable
{
    PolicySpec Spec { get; }

    /// <summary>The policy's memory during one episode. A session object makes a forgotten reset impossible.</summary>
    /// <exception cref="PolicyException">The policy cannot act in this episode.</exception>
    IPolicySession BeginEpisode(EpisodeBrief episode);
}
