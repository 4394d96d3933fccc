using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>What a fake server counts over all its calls.</summary>
internal sealed class FakeServerState : IDisposable
{
    private readonly SemaphoreSlim _ends = new(0);
    private int _sessions;
    private int _steps;
    private int _beats;
    private volatile bool _isStopped;
    private long _pictures;

    /// <summary>Completes when a request is being stalled.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of the last reset, whether it was honoured or not.</summary>
    public Scene? LastScene { get; set; }

    /// <summary>Completes when a few signs of life have come from clients.</summary>
    public TaskCompletionSource Alive { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it is stopped: something broke, and nobody pressed anything.</summary>
    public bool IsBroken { get; set; }

    /// <summary>It was stopped, and the stop was not ended.</summary>
    public bool IsStopped
    {
        get => _isStopped;
        set => _isStopped = value;
    }

    /// <summary>Of the last step.</summary>
    public double? LastObservedAt { get; set; }

    public int OpenSessions => Volatile.Read(ref _sessions);

    public long Pictures => Interlocked.Read(ref _pictures);

    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _sessions) <= limit)
        {
            return true;
        }
        Interlocked.Decrement(ref _sessions);
        return false;
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _sessions);
        _ends.Release();
    }

    public int CountStep() => Interlocked.Increment(ref _steps);

    public void CountBeat()
    {
        if (Interlocked.Increment(ref _beats) == 3)
        {
            Alive.TrySetResult();
        }
    }

    public void AddPictures(long count) => Interlocked.Add(ref _pictures, count);

    public Task WaitForSessionEndAsync(CancellationToken cancellationToken) => _ends.WaitAsync(cancellationToken);

    public void Dispose() => _ends.Dispose();
}
