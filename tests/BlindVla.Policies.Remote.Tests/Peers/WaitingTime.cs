namespace BlindVla.Policies.Remote.Tests;

/// <summary>A clock on which short waits are over at once, and deadlines never; at one of the waits something happens.</summary>
internal sealed class WaitingTime(int waits, Action happens) : TimeProvider
{
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(10);
    private readonly List<double> _waited = [];

    /// <summary>Seconds of each wait.</summary>
    public IReadOnlyList<double> Waited => _waited;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime < ShortestDeadline)
        {
            _waited.Add(dueTime.TotalSeconds);
            if (_waited.Count == waits)
                happens();
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new NeverAgain();
    }

    private sealed class NeverAgain : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
