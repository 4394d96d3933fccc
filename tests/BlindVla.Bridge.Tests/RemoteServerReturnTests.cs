using System.Threading.Channels;
using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge.Tests;

/// <summary>A server that somebody else runs goes away and comes back, as itself or as another one.</summary>
[CancelAfter(60_000)]
public sealed class RemoteServerReturnTests
{
    private string _folder = "";

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    private string Socket => Path.Combine(_folder, "s");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Open_WhileTheServerIsGone_WaitsTwiceAsLongEachTimeAndGivesUpWhenPatienceIsOver()
    {
        var log = new WarningLog();
        await using var source = Connect(new SkippingTime(), log, TimeSpan.FromSeconds(10));

        var fault = await Fault.OfAsync(async () => await source.OpenAsync(0, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(fault.Message, Does.EndWith("It was asked 6 times in 7.75 s; the patience is 10 s."));
        Assert.That(
            log.All.Select(line => line[(line.IndexOf("again in", StringComparison.Ordinal) + 9)..]),
            Is.EqualTo(new[] { "0.25 s", "0.5 s", "1 s", "2 s", "4 s" })
        );
    }

    [Test]
    public async Task Open_WhenTheServerComesBack_GoesOn()
    {
        var log = new WarningLog();
        await using var source = Connect(new SkippingTime(), log, TimeSpan.FromDays(100_000));
        var open = source.OpenAsync(0, Cancellation).AsTask();
        await log.NextAsync(Cancellation);

        await using var server = await FakeSimServer.ListenAsync(Socket, new FakeServerSettings());

        await using var environment = await open;
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
    }

    [Test]
    public async Task Open_WhenAnotherServerStandsInItsPlace_NamesEveryFieldThatDiffers()
    {
        await using var source = Connect(TimeProvider.System, new WarningLog(), TimeSpan.FromMinutes(1));
        await using (var first = await FakeSimServer.ListenAsync(Socket, new FakeServerSettings()))
        {
            await source.DescribeAsync(Cancellation);
            await using var environment = await source.OpenAsync(0, Cancellation);
        }
        await using var second = await FakeSimServer.ListenAsync(
            Socket,
            new FakeServerSettings
            {
                MaxSessions = 3,
                World = new() { Version = "2", Tables = ["birch", "granite", "linen", "slate"] },
            }
        );

        var fault = await Fault.OfAsync(async () => await source.OpenAsync(0, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.FailedPrecondition));
        Assert.That(fault.Message, Does.StartWith($"The server at unix:{Socket} is not what the run began with."));
        Assert.That(
            fault.Message,
            Does.EndWith("\nversion: expected 1, found 2\ntables: expected 4 values, found 4, without oak, with slate")
        );
    }

    private RemoteServer Connect(TimeProvider time, ILogger<RemoteServer> log, TimeSpan patience) =>
        new(
            BridgeAddress.Parse($"unix:{Socket}"),
            new BridgeSettings { Patience = patience, DescribeTimeout = Timeout.InfiniteTimeSpan },
            time,
            log
        );

    private sealed class WarningLog : ILogger<RemoteServer>
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public List<string> All { get; } = [];

        public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAsync(cancellationToken);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                All.Add(formatter(state, exception));
                _lines.Writer.TryWrite(All[^1]);
            }
        }
    }
}
