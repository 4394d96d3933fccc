using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BlindVla.Core;

namespace BlindVla.Policies.Tests;

/// <summary>What a model that answers batches says while somebody listens. Every model of the process is heard, so that nothing else may
/// run.</summary>
[NonParallelizable]
[CancelAfter(60_000)]
public sealed class BatchTelemetryTests
{
    [Test]
    public async Task Metrics_OfAModel_SayHowManyItWasAskedTogether_AndHowManyWait()
    {
        var heard = new ConcurrentQueue<(string Name, int Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == BatchTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => heard.Enqueue((instrument.Name, value)));
        listener.Start();
        var model = new WaitingModel();
        await using (var policy = new BatchingPolicy(model, maxBatch: 8, TimeProvider.System))
        {
            var first = AskAsync(policy);
            await model.Began.WaitAsync();
            var waiting = Enumerable.Range(0, 3).Select(_ => AskAsync(policy)).ToList();
            listener.RecordObservableInstruments();
            model.Go.Release(2);
            await Task.WhenAll([first, .. waiting]);
        }

        Assert.That(heard, Is.EqualTo(new[] { ("blindvla.batch.size", 1), ("blindvla.batch.waiting", 3), ("blindvla.batch.size", 3) }));
    }

    private static async Task AskAsync(BatchingPolicy policy)
    {
        await using var session = policy.BeginEpisode(new("", "", 0, []));
        await session.PredictAsync(new(0, [], default, null), CancellationToken.None);
    }

    private sealed class WaitingModel : IBatchModel
    {
        public SemaphoreSlim Began { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public PolicySpec Spec { get; } = new HoldPolicy().Spec;

        public IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> requests)
        {
            Began.Release();
            Go.Wait();
            return [.. requests.Select(_ => ActionChunk.Single(new float[7]))];
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
