using System.Collections.Concurrent;
using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>
/// Lets many episodes share one resident model: whatever sessions wait when the model is free are answered together. Nobody waits for company,
/// so a single session loses nothing. The model runs on one thread of its own.
/// </summary>
public sealed class BatchingPolicy : IPolicy
{
    private readonly IBatchModel _model;
    private readonly int _maxBatch;
    private readonly BlockingCollection<Waiting> _queue = [];
    private readonly Thread _thread;

    /// <param name="model">Owned by this policy from now on.</param>
    /// <param name="maxBatch">Observations at a time.</param>
    public BatchingPolicy(IBatchModel model, int maxBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        (_model, _maxBatch) = (model, maxBatch);
        _thread = new Thread(Serve) { IsBackground = true, Name = "policy model" };
        _thread.Start();
    }

    public PolicySpec Spec => _model.Spec;

    public IPolicySession BeginEpisode(string instruction, ulong noiseSeed) => new Session(this, instruction, KeyedRandom.Create(noiseSeed, "policy"));

    /// <summary>Ends what is running, answers nobody any more, and disposes the model.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await Task.Run(_thread.Join);
        _queue.Dispose();
        await _model.DisposeAsync();
    }

    private void Serve()
    {
        var batch = new List<Waiting>(_maxBatch);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < _maxBatch && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }
            batch.RemoveAll(waiting => waiting.Answer.Task.IsCompleted);
            if (batch.Count > 0)
            {
                Answer(batch);
            }
        }
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
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<ActionChunk>(TaskCreationOptions.RunContinuationsAsynchronously);
            policy._queue.Add(new(new(instruction, observation, noise), answer), cancellationToken);
            await using var registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            return await answer.Task;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
