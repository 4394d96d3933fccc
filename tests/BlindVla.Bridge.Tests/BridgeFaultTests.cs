using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Bridge.Tests;

/// <summary>Everything a server can do wrong, and what becomes of the session.</summary>
[CancelAfter(60_000)]
public sealed class BridgeFaultTests
{
    private static readonly float[] Hold = [0, 0, 0, 0, 0, 0, 1];

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    private static ObservationRequest OnePicture { get; } = new([new("3rd_view_camera", 32, 24)], Privileged: false);

    [TestCase(FakeServerFault.DropConnection, EnvironmentFault.Unavailable, "cannot be reached")]
    [TestCase(FakeServerFault.EngineFailure, EnvironmentFault.Internal, "Nan, Inf or huge value in QACC")]
    [TestCase(FakeServerFault.EmergencyStop, EnvironmentFault.EmergencyStop, "the emergency stop was pressed")]
    [TestCase(FakeServerFault.WrongAnswer, EnvironmentFault.Internal, "a step request was answered with Reset")]
    [TestCase(FakeServerFault.WrongPictureSize, EnvironmentFault.Internal, "images[0]: asked for 3rd_view_camera 32x24")]
    [TestCase(FakeServerFault.NotANumber, EnvironmentFault.Internal, "observation.state[3]: expected a finite number, found NaN")]
    [TestCase(
        FakeServerFault.ClockStandsStill,
        EnvironmentFault.Internal,
        "observation.time_seconds: expected more than the 0.2 s of the step before, found 0.2"
    )]
    [TestCase(FakeServerFault.NoAppliedAction, EnvironmentFault.Internal, "applied_action: expected 7 values, found 0")]
    [TestCase(
        FakeServerFault.Oversized,
        EnvironmentFault.ResourceExhausted,
        "Received message exceeds the maximum configured message size"
    )]
    public async Task Step_WhenTheServerFails_EndsTheSessionWithTheReason(FakeServerFault misdeed, EnvironmentFault expected, string reason)
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = misdeed, FaultAtStep = 2 });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), OnePicture, Cancellation);
        await environment.StepAsync(Hold, OnePicture, Cancellation);

        var fault = await Fault.OfAsync(environment.StepAsync(Hold, OnePicture, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(expected), fault.Message);
        Assert.That(fault.Message, Does.Contain(reason));
        var later = await Fault.OfAsync(environment.ResetAsync(TestEpisodes.Create(environment.Spec), OnePicture, Cancellation));
        Assert.That(later.Message, Does.Contain("This session has ended; open another").And.Contains(reason));
        Assert.That(later.IsInfrastructure);
        await AssertAnotherSessionWorksAsync(source);
    }

    [Test]
    public async Task HostileTextOfAServer_IsCutAndShownWithoutBeingObeyed()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = FakeServerFault.HostileText });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), OnePicture, Cancellation);

        var fault = await Fault.OfAsync(environment.StepAsync(Hold, OnePicture, Cancellation));

        Assert.That(fault.Message, Does.StartWith(@"action: \u001b]0;gotcha\u0007\u000axxx").And.Length.LessThan(5000));
        Assert.That(fault.Message.Any(char.IsControl), Is.False);
    }

    [Test]
    public async Task DescriptionWithTerminalCodes_IsRefusedWithoutObeyingThem()
    {
        await using var server = await FakeSimServer.StartAsync(
            new FakeServerSettings
            {
                World = new()
                {
                    Version = "1\u001b[2J",
                    SceneLimits = new() { Scale = new(5, double.NaN) },
                },
            }
        );
        await using var source = Connect(server);

        var fault = await Fault.OfAsync(source.DescribeAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal));
        Assert.That(
            fault.Message,
            Does.Contain("describes itself as what cannot be")
                .And.Contain(@"version: expected text without control characters, found '1\u001b[2J'")
        );
        Assert.That(fault.Message, Does.Contain("scene_limits.scale.maximum: expected a finite number, found NaN"));
        Assert.That(fault.Message, Does.Not.Contain("\u001b"));
    }

    [Test]
    public async Task WrongRequestId_FailsTheSession()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = FakeServerFault.WrongRequestId });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var fault = await Fault.OfAsync(environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal));
        Assert.That(fault.Message, Does.Contain("request 2 was answered with the id 1002"));
        var later = await Fault.OfAsync(environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation));
        Assert.That(later.Message, Does.Contain("This session has ended"));
    }

    [Test]
    public async Task StalledServer_IsDeadlineExceeded()
    {
        var time = new FakeTimeProvider();
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = FakeServerFault.Stall });
        await using var source = Connect(server, time);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var step = environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation).AsTask();
        await server.Stalled.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.That(step.IsCompleted, Is.False, "a step has 30 s");
        time.Advance(TimeSpan.FromSeconds(2));
        var fault = await Fault.OfAsync(() => step);

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.DeadlineExceeded));
        Assert.That(fault.Message, Does.Contain("did not answer a step request within 30 s"));
        await AssertAnotherSessionWorksAsync(source);
    }

    [Test]
    public async Task Timeout_OfEarlierRequests_DoesNotAddUp()
    {
        var time = new FakeTimeProvider();
        await using var server = await FakeSimServer.StartAsync();
        await using var source = Connect(server, time);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(20));

            await environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
        }
    }

    [Test]
    public async Task Cancellation_OfAStep_EndsTheSessionAndFreesItsPlace()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = FakeServerFault.Stall, MaxSessions = 1 });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var step = environment.StepAsync(Hold, ObservationRequest.Nothing, cancel.Token).AsTask();
        await server.Stalled.WaitAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => step, Throws.InstanceOf<OperationCanceledException>());
        var later = await Fault.OfAsync(environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation));
        Assert.That(later.Message, Does.Contain("A step request was cancelled"));
        await server.WaitForSessionEndAsync(Cancellation);
        await AssertAnotherSessionWorksAsync(source);
    }

    [Test]
    public async Task Dispose_WithoutAWord_FreesThePlaceBeforeItReturns()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { MaxSessions = 1 });
        await using var source = Connect(server);
        var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        Assert.That(server.OpenSessions, Is.EqualTo(1));

        await environment.DisposeAsync();

        Assert.That(server.OpenSessions, Is.Zero);
    }

    [Test]
    public async Task ServerWithoutAFreeSession_IsResourceExhausted()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { MaxSessions = 1 });
        await using var source = Connect(server);
        await using var first = await source.OpenAsync(0, Cancellation);
        await first.ResetAsync(TestEpisodes.Create(first.Spec), ObservationRequest.Nothing, Cancellation);
        await using var second = await source.OpenAsync(1, Cancellation);

        var fault = await Fault.OfAsync(second.ResetAsync(TestEpisodes.Create(second.Spec), ObservationRequest.Nothing, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.ResourceExhausted));
        Assert.That(fault.Message, Does.Contain("all 1 sessions are taken"));
        await first.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);
    }

    [Test]
    public async Task TwoRequestsAtATime_AreRefused()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { Fault = FakeServerFault.Stall });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var step = environment.StepAsync(Hold, ObservationRequest.Nothing, cancel.Token).AsTask();
        await server.Stalled.WaitAsync(Cancellation);

        await Assert.ThatAsync(
            () => environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation).AsTask(),
            Throws.InvalidOperationException
        );

        await cancel.CancelAsync();
        await Assert.ThatAsync(() => step, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("unix:/nowhere/at/all")]
    [TestCase("tcp:127.0.0.1:1")]
    public async Task NobodyListens_IsUnavailable(string address)
    {
        await using var source = new RemoteServer(
            BridgeAddress.Parse(address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        var fault = await Fault.OfAsync(async () => await source.DescribeAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(fault.Message, Does.Contain(address));
    }

    private static RemoteServer Connect(FakeSimServer server, TimeProvider? time = null) =>
        new(BridgeAddress.Parse(server.Address), new BridgeSettings(), time ?? TimeProvider.System, NullLogger<RemoteServer>.Instance);

    private static async Task AssertAnotherSessionWorksAsync(RemoteServer source)
    {
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), OnePicture, Cancellation);
        await environment.StepAsync(Hold, OnePicture, Cancellation);
    }
}
