using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// How many episodes go on at a time: measured while the run goes on, so that no trial is spent on it. Their number is doubled as long as a
/// doubling makes a tenth more control steps a second, and goes back by one doubling where it does not. Thread-safe.
/// </summary>
/// <param name="first">Workers to begin with.</param>
/// <param name="most">Workers that there may be.</param>
internal sealed class WorkerGrowth(int first, int most, TimeProvider time)
{
    /// <summary>Of a doubling; less is within what other programs on the machine take and give back.</summary>
    private const double LeastGain = 1.1;

    /// <summary>Resets, compilation of shaders and the first batches are over then.</summary>
    internal static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Some episodes of every worker, so that it does not matter which.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private long _changed = time.GetTimestamp();
    private (long At, long Steps)? _from;
    private long _steps;
    private int _now = first;
    private bool _isOver = most <= first;

    /// <summary>Workers that should be at work: those with a lower number.</summary>
    public int Now => Volatile.Read(ref _now);

    /// <summary>What was measured, in the order in which it was.</summary>
    public ImmutableArray<WorkerRate> Rates { get; private set; } = [];

    /// <summary>Counts the control steps of one attempt at an episode.</summary>
    public IEpisodeObserver Watch() => new StepCounter(this);

    /// <summary>Hears that a trial is over.</summary>
    /// <param name="waiting">Trials that wait for a worker.</param>
    /// <returns>What was measured, when <see cref="Now"/> may have changed because of it.</returns>
    public WorkerRate? OnTrial(int waiting)
    {
        lock (_lock)
        {
            if (_isOver || time.GetElapsedTime(_changed) < Settling)
            {
                return null;
            }
            var steps = Interlocked.Read(ref _steps);
            if (_from is not { } from)
            {
                _from = (time.GetTimestamp(), steps);
                return null;
            }
            var took = time.GetElapsedTime(from.At);
            if (took < Window)
            {
                return null;
            }
            var measured = new WorkerRate(_now, (steps - from.Steps) / took.TotalSeconds);
            var gained = Rates is not [.., var before] || measured.StepsPerSecond >= LeastGain * before.StepsPerSecond;
            var next =
                !gained ? Rates[^1].Workers
                // More workers than that would find nothing to do.
                : waiting < 2 * _now ? _now
                : Math.Min(2 * _now, most);
            _isOver = next <= _now;
            Rates = Rates.Add(measured);
            Volatile.Write(ref _now, next);
            (_changed, _from) = (time.GetTimestamp(), null);
            return measured;
        }
    }

    private sealed class StepCounter(WorkerGrowth growth) : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras => [];

        public void OnReset(TimeStep first) { }

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => Interlocked.Increment(ref growth._steps);

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
