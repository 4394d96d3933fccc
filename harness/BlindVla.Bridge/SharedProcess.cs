namespace BlindVla.Bridge;

/// <summary>A server process and the sessions that it serves. Once it is retired, it begins no episode and ends with its last session.
/// Thread-safe.</summary>
internal sealed class SharedProcess(ServerProcess process) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private int _sessions;
    private int _episodes;
    private bool _isRetired;
    private bool _isEnded;

    public ServerProcess Process => process;

    public bool IsRetired
    {
        get
        {
            lock (_lock)
            {
                return _isRetired;
            }
        }
    }

    /// <summary>The process is gone, or about to be.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_lock)
            {
                return _isEnded;
            }
        }
    }

    /// <summary>Somebody wants to be served; whoever is let in leaves once.</summary>
    /// <returns>False where it is retired.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            _sessions += _isRetired ? 0 : 1;
            return !_isRetired;
        }
    }

    /// <summary>A session is about to begin an episode.</summary>
    /// <param name="retiredBecause">Why it was retired just now; null where it was not.</param>
    /// <returns>False where the episode must begin in another process.</returns>
    public bool TryBeginEpisode(ServerSettings settings, out string? retiredBecause)
    {
        lock (_lock)
        {
            // The first episode is always served: another process would be as large.
            retiredBecause = _isRetired || _episodes == 0 ? null : Age(settings);
            _isRetired |= retiredBecause is not null;
            _episodes += _isRetired ? 0 : 1;
            return !_isRetired;
        }
    }

    /// <summary>Whoever entered is served no more.</summary>
    public ValueTask LeaveAsync()
    {
        lock (_lock)
        {
            _sessions--;
            if (!_isRetired || _sessions > 0)
            {
                return ValueTask.CompletedTask;
            }
        }
        return DisposeAsync();
    }

    /// <summary>Ends the process, whoever it serves.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return ValueTask.CompletedTask;
            }
            _isEnded = true;
        }
        return process.DisposeAsync();
    }

    private string? Age(ServerSettings settings) =>
        _episodes >= settings.MaxEpisodes ? $"it began {_episodes} episodes"
        : process.ResidentBytes is { } bytes && bytes > settings.MaxResidentBytes
            ? $"it holds {bytes >> 20} MiB of memory after {_episodes} episodes, the ceiling is {settings.MaxResidentBytes >> 20} MiB"
        : null;
}
