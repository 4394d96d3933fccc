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
        using var telemetry = new Telemetry(collector: null, isHttp: false, port, Ignore);
        await using var policy = await AnswerOnceAsync();
        using var http = new HttpClient();

        var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Cancellation);

        Assert.That(page, Does.Contain("blindvla_batch_size_count").And.Contain("blindvla_batch_waiting"));
    }

    [Test]
    public void Prometheus_PortIsTaken_IsRefusedByItsName()
    {
        var port = FreePort();
        using var first = new Telemetry(collector: null, isHttp: false, port, Ignore);

        var error = Assert.Throws<CommandException>(() => new Telemetry(collector: null, isHttp: false, port, Ignore).Dispose());

        Assert.That(error!.Message, Does.StartWith($"--prometheus {port}: ").And.EndsWith("another port may be free"));
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
        var telemetry = new Telemetry(collector.Address, isHttp: true, prometheusPort: null, Ignore);
        await using var policy = await AnswerOnceAsync();
        telemetry.Dispose();

        Assert.That(received.Keys, Does.Contain("/v1/metrics"));
        Assert.That(received["/v1/metrics"], Does.Contain("blindvla.batch.size").And.Contain("service.name"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Collector_ThatIsNotThere_IsSaidOnce(bool isHttp)
    {
        var warnings = new ConcurrentQueue<string>();
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var telemetry = new Telemetry(address, isHttp, prometheusPort: null, warnings.Enqueue);
        await using var policy = await AnswerOnceAsync();

        telemetry.Dispose();

        Assert.That(
            warnings.Single(),
            Does.StartWith($"{address} does not take what is sent, so that metrics and traces are lost for now")
        );
    }

    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317", "expected an address such as http://127.0.0.1:4317, found '127.0.0.1:4317'")]
    [TestCase("OTEL_EXPORTER_OTLP_PROTOCOL", "json", "expected grpc or http/protobuf, found 'json'")]
    public async Task StandardVariable_IsNotUnderstood_IsRefused(string variable, string value, string expected)
    {
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            var (code, _, error) = await Typed.RunAsync("eval", "put-on-plate", "--policy", "hold");

            Assert.That((code, error), Is.EqualTo((ExitCode.Usage, $"blindvla: {variable}: {expected}\n")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
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

    private static void Ignore(string warning) { }

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
