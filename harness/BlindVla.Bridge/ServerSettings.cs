namespace BlindVla.Bridge;

/// <summary>How long a server may take to start and to stop, how often it may die, and when it is replaced while it is well.</summary>
public sealed record ServerSettings
{
    /// <summary>Until it says that it listens. Starting includes reading the assets.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between asking it to stop (SIGTERM) and killing it (SIGKILL). A server may give its open sessions five seconds to
    /// end.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Restarts of one server after which it is given up, when it answered no request of a session in between: about two minutes of waits.
    /// One that works for a while is started again however often it dies.
    /// </summary>
    public int MaxRestarts { get; init; } = 20;

    /// <summary>Episodes that one process begins; those after them begin in a new one. Null: any number.</summary>
    public int? MaxEpisodes { get; init; }

    /// <summary>Bytes of memory that a process may hold (its resident set) and still begin an episode; the next begins in a new one. Null:
    /// any number.</summary>
    public long? MaxResidentBytes { get; init; }
}
