using System.Diagnostics.Tracing;

namespace BlindVla.Cli;

/// <summary>Says once that a collector does not take what is sent to it: the exporter tells nobody but this event source, and tries
/// on.</summary>
internal sealed class CollectorFaults(Uri collector, Action<string> warn) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private int _said;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // A connection that is refused is no error to it, since it is tried again.
        var isFault = eventData.Level <= EventLevel.Error || eventData.EventName == "TransientHttpError";
        if (isFault && Interlocked.Exchange(ref _said, 1) == 0)
        {
            warn(
                $"{collector} does not take what is sent, so that metrics and traces are lost for now; the run goes on: "
                    + string.Join(' ', (eventData.Payload ?? []).OfType<object>()).ReplaceLineEndings(" ").Split(" at ", 2)[0]
            );
        }
    }
}
