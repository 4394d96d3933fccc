using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Trials;

/// <summary>What a run says of itself while somebody listens. Every run of the process is heard, so that nothing else may run.</summary>
[NonParallelizable]
internal sealed class EvaluationTelemetryTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Metrics_OfARunWithAFault_SayWhatHappened()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EvaluationTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        var run = new SomeRun
        {
            Source = new(new FaultPlan().At(SomeEpisodes.Control(0).Id, step: 1, EnvironmentFault.Unavailable)),
            Options = EvaluationOptions.Default with { Workers = 2 },
        };

        await run.RunAsync(_folder["run"]);

        Assert.Multiple(() =>
        {
            Assert.That(sums["blindvla.trials policy=seeker outcome=success"], Is.EqualTo(6));
            Assert.That(sums["blindvla.trials policy=hold outcome=failure"], Is.EqualTo(6));
            Assert.That(sums["blindvla.control_steps policy=hold"], Is.EqualTo(6 * SomeEpisodes.Steps));
            Assert.That(sums["blindvla.faults kind=Unavailable"], Is.EqualTo(1));
            Assert.That(sums["blindvla.trials.waiting"], Is.Zero, "all were taken");
            Assert.That(sums["blindvla.trials.running"], Is.Zero, "all are over");
            // One millisecond of the tiny world's for each reset and step.
            Assert.That(
                sums["blindvla.stage.time policy=hold stage=simulator"],
                Is.EqualTo(6 * (SomeEpisodes.Steps + 1) * 0.001).Within(1e-9)
            );
            Assert.That(sums["blindvla.trial.duration policy=hold"], Is.Positive);
        });

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name;
            foreach (var (key, tag) in tags)
            {
                name += $" {key}={tag}";
            }
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        }
    }

    [Test]
    public async Task Metrics_OfARunThatWasStopped_LeaveNothingWaiting()
    {
        var waiting = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "blindvla.trials.waiting")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref waiting, value));
        listener.Start();
        using var stopping = new CancellationTokenSource();
        var run = new SomeRun { Options = EvaluationOptions.Default with { Stopping = stopping.Token } };
        run.Calls.OnEachTrial = _ => stopping.Cancel();

        var result = await run.RunAsync(_folder["run"]);

        Assert.That(result.Cancelled);
        Assert.That(Interlocked.Read(ref waiting), Is.Zero);
    }

    [Test]
    public async Task Traces_OfARunWithAFault_HaveOneOfEachAttempt_WithItsParts()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EvaluationTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var run = new SomeRun
        {
            Episodes = [SomeEpisodes.Control(0)],
            PerCell = 1,
            Policies = [new("seeker", FunctionPolicy.Seeker)],
            Source = new(new FaultPlan().At(SomeEpisodes.Control(0).Id, step: 3, EnvironmentFault.Unavailable)),
        };

        await run.RunAsync(_folder["run"]);

        var attempts = ended.Where(activity => activity.OperationName == "trial").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(attempt => attempt.GetTagItem("blindvla.attempt")), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(
                attempts.Select(attempt => attempt.Status),
                Is.EqualTo(new[] { ActivityStatusCode.Error, ActivityStatusCode.Unset })
            );
            Assert.That(attempts[1].GetTagItem("blindvla.outcome"), Is.EqualTo("success"));
            Assert.That(attempts[1].GetTagItem("blindvla.episode"), Is.EqualTo(SomeEpisodes.Control(0).Id));
            Assert.That(
                ended
                    .Where(part => part.ParentSpanId == attempts[1].SpanId)
                    .CountBy(part => part.OperationName)
                    .OrderBy(part => part.Key, StringComparer.Ordinal),
                Is.EqualTo(
                    new Dictionary<string, int>
                    {
                        ["inference"] = SomeEpisodes.Steps,
                        ["reset"] = 1,
                        ["step"] = SomeEpisodes.Steps,
                    }
                )
            );
            Assert.That(
                ended
                    .Single(part => part.ParentSpanId == attempts[1].SpanId && part.OperationName == "reset")
                    .GetTagItem("blindvla.server_seconds"),
                Is.EqualTo(0.001)
            );
        });
    }
}
