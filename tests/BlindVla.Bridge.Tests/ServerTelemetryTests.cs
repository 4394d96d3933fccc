using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>What a pool says of its servers while somebody listens. Every pool of the process is heard, so that nothing else may
/// run.</summary>
[NonParallelizable]
[CancelAfter(180_000)]
public sealed class ServerTelemetryTests
{
    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Metrics_OfAPool_SayMemory_AndWhatWasReplaced_AndWhatDied()
    {
        var heard = new ConcurrentQueue<(string Name, long Value, object? Server)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServerTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => heard.Enqueue((instrument.Name, value, tags.ToArray().Single(tag => tag.Key == "server").Value))
        );
        listener.Start();
        await using (
            var pool = new ServerPool(
                TestServers.Fake(),
                1,
                new ServerSettings { MaxEpisodes = 1 },
                new BridgeSettings(),
                TimeProvider.System,
                NullLogger<ServerPool>.Instance
            )
        )
        {
            await using (var environment = await pool.OpenAsync(0, Cancellation))
            {
                var episode = TestEpisodes.Create(environment.Spec);
                await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);
                listener.RecordObservableInstruments();
                await environment.ResetAsync(episode, ObservationRequest.Nothing, Cancellation);
                using var process = Process.GetProcessById(((PooledEnvironment)environment).ServerProcessId);
                process.Kill();
                await process.WaitForExitAsync(Cancellation);
            }
            await pool.DescribeAsync(Cancellation);
        }
        listener.RecordObservableInstruments();

        Assert.That(
            heard.Select(said => (said.Name, said.Server)),
            Is.EqualTo(
                new (string, object?)[]
                {
                    ("blindvla.server.memory", 0),
                    ("blindvla.server.replacements", 0),
                    ("blindvla.server.deaths", 0),
                }
            ),
            "and nothing of a pool that is gone"
        );
        Assert.That(heard.First().Value, Is.GreaterThan(1 << 20), "bytes of a process");
    }
}
