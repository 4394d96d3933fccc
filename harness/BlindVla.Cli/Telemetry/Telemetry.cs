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
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string StandardProtocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HttpProtocol = "http/protobuf";

    // An episode has two spans a control step, and a machine some hundred steps a second.
    private const int MaxWaitingSpans = 1 << 16;
    private const int MaxSpansAtATime = 1 << 12;

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    /// <param name="otlp">The collector; null for that of the standard variable, if there is one.</param>
    /// <param name="prometheusPort">On this machine alone; null for none.</param>
    /// <exception cref="CommandException">The port is taken.</exception>
    public Telemetry(Uri? otlp, int? prometheusPort)
    {
        var isSent = otlp is not null || Environment.GetEnvironmentVariable(StandardEndpoint) is { Length: > 0 };
        if (!isSent && prometheusPort is null)
        {
            return;
        }
        var resource = ResourceBuilder.CreateDefault().AddService("blindvla", serviceVersion: Installation.Version);
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(EvaluationTelemetry.Name, ServerTelemetry.Name, BatchTelemetry.Name);
        if (isSent)
        {
            metrics.AddOtlpExporter(options => Address(options, otlp, "v1/metrics"));
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(EvaluationTelemetry.Name)
                .AddOtlpExporter(options =>
                {
                    Address(options, otlp, "v1/traces");
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
            throw new CommandException(ExitCode.Infrastructure, $"--prometheus {prometheusPort}: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Only over HTTP is what is sent part of the address.</summary>
    private static void Address(OtlpExporterOptions options, Uri? collector, string what)
    {
        if (collector is null)
        {
            return;
        }
        var isHttp = Environment.GetEnvironmentVariable(StandardProtocol) == HttpProtocol;
        options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = isHttp ? new($"{collector.AbsoluteUri.TrimEnd('/')}/{what}") : collector;
    }
}
