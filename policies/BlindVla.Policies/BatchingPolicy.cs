using System.Collections.Concurrent;
using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>
/// Lets many episodes share one resident model: whatever sessions wait when the model is free are answered together, all or half of those
/// that are open, whichever is faster. A single session never waits for company. Several wait for those that are still on their way, but
/// for a tenth of a prediction at most: without that, the first to come back would be answered alone, and all others one prediction later.
/// The model runs on one thread of its own.
/// </summary>
public sealed class BatchingPolicy : IPolicy
{
    /// <summary>At most 15 characters, so that the kernel keeps all of it.</summary>
    public const string ThreadName = "policy model";

    /// <summary>Observations at a time where nobody says how many: as many as a large network on a large GPU has room for.</summary>
    private const int DefaultMost = 32;

    private const double PatienceShare = 0.1;
    private static readonly TimeSpan MaxPatience = TimeSpan.FromMilliseconds(20);

    private readonly IBatchModel _model;
    private readonly Func<int, int> _mostOf;
    private readonly BatchLimit? _limit;
    private readonly TimeProvider _time;
    private readonly BlockingCollection<Waiting> _queue = [];
    private readonly Thread _thread;
    private readonly BatchTelemetry _telemetry;
    private TimeSpan _patience;
    private int _sessions;

    /// <param name="model">Owned by this policy from now on.</param>
    /// <param name="maxBatch">Observations at a time, whoever waits; null for what is measured to be faster, at most 32.</param>
    public BatchingPolicy(IBatchModel model, int? maxBatch, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch ?? 1, 1);
        (_model, _time) = (model, time);
        _limit = maxBatch is null ? new(DefaultMost, time) : null;
        _mostOf = _limit is null ? sessions => Math.Min(maxBatch!.Value, sessions) : _limit.Of;
        _telemetry = new(() => _queue.Count);
        _thread = new Thread(Serve) { IsBackground = true, Name = ThreadName };
        _thread.Start();
    }

    public PolicySpec Spec => _model.Spec;

    public IPolicySession BeginEpisode(EpisodeBrief episode)
    {
        Interlocked.Increment(ref _sessions);
        return new Session(this, episode.Instruction, KeyedRandom.Create(episode.NoiseSeed, "policy"));
    }

    /// <summary>Ends what is running, answers nobody any more, and disposes the model.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await Task.Run(_thread.Join);
        _telemetry.Dispose();
        _queue.Dispose();
        await _model.DisposeAsync();
    }

    private void Serve()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var batch = Gather(first);
            if (batch.Count > 0)
            {
                var began = _time.GetTimestamp();
                _telemetry.Asks(batch.Count);
                Answer(batch);
                var took = _time.GetElapsedTime(began);
                _limit?.Answered(batch.Count, Volatile.Read(ref _sessions));
                _telemetry.Answered(took);
                var patience = PatienceShare * took;
                _patience = patience < MaxPatience ? patience : MaxPatience;
            }
        }
    }

    private List<Waiting> Gather(Waiting first)
    {
        var batch = new List<Waiting> { first };
        var began = _time.GetTimestamp();
        while (batch.Count < _mostOf(Volatile.Read(ref _sessions)))
        {
            var left = _patience - _time.GetElapsedTime(began);
            if (!_queue.TryTake(out var next, left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                break;
            }
            batch.Add(next);
        }
        batch.RemoveAll(waiting => waiting.Answer.Task.IsCompleted);
        return batch;
    }

    private void Answer(List<Waiting> batch)
    {
        try
        {
            var chunks = _model.Predict([.. batch.Select(waiting => waiting.Request)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.TrySetResult(chunks[i]);
            }
        }
        catch (Exception) when (batch.Count > 1)
        {
            // Alone, each gets its own answer or its own fault.
            foreach (var waiting in batch)
            {
                Answer([waiting]);
            }
        }
        catch (Exception e)
        {
            batch[0].Answer.TrySetException(e as PolicyException ?? new PolicyException($"the model failed: {e.Message}", e));
        }
    }

    private sealed record Waiting(PredictionRequest Request, TaskCompletionSource<ActionChunk> Answer);

    private sealed class Session(BatchingPolicy policy, string instruction, KeyedRandom noise) : IPolicySession
    {
        private int _ended;

        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<ActionChunk>(TaskCreationOptions.RunContinuationsAsynchronously);
            policy._queue.Add(new(new(instruction, observation, noise), answer), cancellationToken);
            await using var registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            return await answer.Task;
        }

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                Interlocked.Decrement(ref policy._sessions);
            }
            return ValueTask.CompletedTask;
        }
    }
}
