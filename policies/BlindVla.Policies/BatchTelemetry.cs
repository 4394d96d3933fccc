using System.Diagnostics.Metrics;

namespace BlindVla.Policies;

/// <summary>What a model that answers batches says of itself to whoever listens to .NET's meters.</summary>
public sealed class BatchTelemetry : IDisposable
{
    /// <summary>Of the meter.</summary>
    public const string Name = "BlindVla.Policies";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<int> _sizes;
    private readonly Histogram<double> _durations;

    /// <param name="waiting">Observations that wait for the model now; asked for when somebody looks.</param>
    internal BatchTelemetry(Func<int> waiting)
    {
        _sizes = _meter.CreateHistogram(
            "blindvla.batch.size",
            "{observation}",
            "Observations that a model was asked about together.",
            tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] }
        );
        _durations = _meter.CreateHistogram(
            "blindvla.batch.duration",
            "s",
            "Time that a model took for a batch.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] }
        );
        _meter.CreateObservableGauge("blindvla.batch.waiting", waiting, "{observation}", "Observations that wait for a model.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Asks(int observations) => _sizes.Record(observations);

    internal void Answered(TimeSpan took) => _durations.Record(took.TotalSeconds);
}
