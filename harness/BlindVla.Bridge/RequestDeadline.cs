namespace BlindVla.Bridge;

/// <summary>One timer for all requests of a session, so that a step allocates none.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action _expire;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _timeout;
    private long _startedAt;
    private bool _running;

    /// <param name="expire">Called at most once, from the timer's thread, when a request has run out of time.</param>
    public RequestDeadline(TimeProvider time, Action expire)
    {
        _time = time;
        _expire = expire;
        _timer = time.CreateTimer(
            static state => ((RequestDeadline)state!).OnTimer(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public bool Expired { get; private set; }

    public void Start(TimeSpan timeout)
    {
        lock (_gate)
        {
            _timeout = timeout;
            _startedAt = _time.GetTimestamp();
            _running = true;
            _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _running = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_running)
            {
                return;
            }
            // A tick that was already on its way when the timer was set anew belongs to an earlier request.
            var remaining = _timeout - _time.GetElapsedTime(_startedAt);
            if (remaining > TimeSpan.Zero)
            {
                _timer.Change(remaining, Timeout.InfiniteTimeSpan);
                return;
            }
            _running = false;
            Expired = true;
        }
        _expire();
    }
}
