using BlindVla.Bridge;
using BlindVla.Evaluation;
using BlindVla.Policies;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BlindVla.Cli;

/// <summary>Hands what the libraries measure to a collector, or to Prometheus. Where neither is asked for, nobody listens, and nothing is
/// measured.</summary>
internal sealed class Telemetry : IDisposable
{
    // An episode has two spans a control step, and a machine some hundred steps a second.
    private const int MaxWaitingSpans = 1 << 16;
    private const int MaxSpansAtATime = 1 << 12;

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;
    private readonly CollectorFaults? _faults;

    /// <param name="collector">Null for none.</param>
    /// <param name="isHttp">It speaks HTTP, not gRPC.</param>
    /// <param name="prometheusPort">On this machine alone; null for none.</param>
    /// <param name="warn">Is told once that the collector did not take what was sent.</param>
    /// <exception cref="CommandException">The port is taken.</exception>
    public Telemetry(Uri? collector, bool isHttp, int? prometheusPort, Action<string> warn)
    {
        if (collector is null && prometheusPort is null)
        {
            return;
        }
        var resource = ResourceBuilder.CreateDefault().AddService("blindvla", serviceVersion: Installation.Version);
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(EvaluationTelemetry.Name, ServerTelemetry.Name, BatchTelemetry.Name);
        if (collector is not null)
        {
            _faults = new(collector, warn);
            metrics.AddOtlpExporter(options => Address(options, "v1/metrics"));
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(EvaluationTelemetry.Name)
                .AddOtlpExporter(options =>
                {
                    Address(options, "v1/traces");
                    options.BatchExportProcessorOptions.MaxQueueSize = MaxWaitingSpans;
                    options.BatchExportProcessorOptions.MaxExportBatchSize = MaxSpansAtATime;
                })
                .Build();
        }
        if (prometheusPort is { } port)
        {
            metrics.AddPrometheusHttpListener(options => (options.Host, options.Port) = ("127.0.0.1", port));
        }
        try
        {
            _metrics = metrics.Build();
        }
        catch (InvalidOperationException e) when (prometheusPort is not null)
        {
            _traces?.Dispose();
            _faults?.Dispose();
            throw new CommandException(
                ExitCode.Infrastructure,
                $"--prometheus {prometheusPort}: {e.GetBaseException().Message}; another port may be free"
            );
        }

        // Only over HTTP is what is sent part of the address.
        void Address(OtlpExporterOptions options, string what)
        {
            options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            options.Endpoint = isHttp ? new($"{collector!.AbsoluteUri.TrimEnd('/')}/{what}") : collector!;
        }
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _faults?.Dispose();
    }
}
