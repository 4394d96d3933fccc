using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

/// <summary>What was measured comes to whoever was named, on sockets of this machine.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class TelemetryTests
{
    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Prometheus_ReadsWhatAModelAnswered()
    {
        var port = FreePort();
        using var telemetry = new Telemetry(otlp: null, port);
        await using var policy = await AnswerOnceAsync();
        using var http = new HttpClient();

        var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Cancellation);

        Assert.That(page, Does.Contain("blindvla_batch_size_count").And.Contain("blindvla_batch_waiting"));
    }

    [Test]
    public void Prometheus_PortIsTaken_IsRefusedByItsName()
    {
        var port = FreePort();
        using var first = new Telemetry(otlp: null, port);

        var error = Assert.Throws<CommandException>(() => new Telemetry(otlp: null, port).Dispose());

        Assert.That(error!.Message, Does.StartWith($"--prometheus {port}: "));
    }

    [Test]
    public async Task Collector_IsSentWhatIsLeft_WhenTheCommandEnds()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = new LoopbackSite(0, 1 << 20, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received[context.Request.Path] = Encoding.Latin1.GetString(body.ToArray());
        });
        await collector.StartAsync(Cancellation);
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        try
        {
            var telemetry = new Telemetry(collector.Address, prometheusPort: null);
            await using var policy = await AnswerOnceAsync();
            telemetry.Dispose();
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", null);
        }

        Assert.That(received.Keys, Does.Contain("/v1/metrics"));
        Assert.That(received["/v1/metrics"], Does.Contain("blindvla.batch.size").And.Contain("service.name"));
    }

    [TestCase("127.0.0.1:4317")]
    [TestCase("ftp://127.0.0.1")]
    public async Task Collector_AddressIsNone_IsRefused(string address)
    {
        var (code, _, error) = await Typed.RunAsync("eval", "put-on-plate", "--policy", "hold", "--otlp", address);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain($"--otlp: expected an address such as http://127.0.0.1:4317, found '{address}'"));
    }

    private static async Task<BatchingPolicy> AnswerOnceAsync()
    {
        var policy = new BatchingPolicy(new StillModel(), 4, TimeProvider.System);
        await using var session = policy.BeginEpisode(new("", "", 0, []));
        await session.PredictAsync(new(0, [], default, null), Cancellation);
        return policy;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class StillModel : IBatchModel
    {
        public PolicySpec Spec { get; } = new HoldPolicy().Spec;

        public IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> batch) =>
            [.. batch.Select(_ => ActionChunk.Single(new float[7]))];

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
