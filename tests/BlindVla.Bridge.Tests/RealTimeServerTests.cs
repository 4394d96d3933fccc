using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>What a workcell in real time says and wants to hear, and that it can be stopped.</summary>
[CancelAfter(60_000)]
public sealed class RealTimeServerTests
{
    private static readonly FakeWorldSettings Arm = new() { IsRealTime = true };

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    /// <summary>A person judges for longer than any workcell waits for a client that died.</summary>
    [Test]
    public async Task Session_ThatNobodyAsksAnything_GivesSignsOfLife()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);

        await server.Alive.WaitAsync(Cancellation);
    }

    [Test]
    public async Task Step_SaysWhatItsActionWasComputedFrom()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        await environment.StepAsync(new ControlAction(Move(0), 0.125), ObservationRequest.Nothing, Cancellation);
        Assert.That(server.LastObservedAt, Is.EqualTo(0.125));

        await environment.StepAsync(Move(0), ObservationRequest.Nothing, Cancellation);
        Assert.That(server.LastObservedAt, Is.Null, "the newest, and not what the action before said");
    }

    [Test]
    public async Task Step_ThatTheWorkcellRejects_NamesTheRule()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm with { HeldRule = "translation" } });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var held = await environment.StepAsync(Move(0.1f), ObservationRequest.Nothing, Cancellation);
        var done = await environment.StepAsync(Move(0.001f), ObservationRequest.Nothing, Cancellation);

        Assert.That((held.Held?.Rule, done.Held), Is.EqualTo(("translation", (SafetyHold?)null)));
        Assert.That(
            (held.AppliedAction.Span[0], done.AppliedAction.Span[0]),
            Is.EqualTo((0f, 0.001f)),
            "what was applied is what was done"
        );
    }

    /// <summary>It would stand in tables and in the ledger.</summary>
    [Test]
    public async Task Step_RuleWithANameThatIsNone_IsTheServersFault()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm with { HeldRule = "a=1 \u001b" } });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var fault = await Fault.OfAsync(environment.StepAsync(Move(0.1f), ObservationRequest.Nothing, Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal));
        Assert.That(fault.Message, Does.Contain("safety.rule: expected up to 64 lower-case letters"));
    }

    [Test]
    public async Task Stop_EndsEverySessionAtItsNextRequest()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        Assert.That(await source.StopAsync(Cancellation), Is.True);

        Assert.That(server.IsStopped, Is.True);
        var fault = await Fault.OfAsync(environment.StepAsync(Move(0), ObservationRequest.Nothing, Cancellation));
        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.EmergencyStop));
    }

    /// <summary>What broke is mended by a person, who ends the stop; then it goes on in a session of its own.</summary>
    [Test]
    public async Task Breakdown_IsNoEmergencyStop_AndIsOverOnceItsStopIsEnded()
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm, Fault = FakeServerFault.Breakdown });
        await using var source = Connect(server);
        await using var environment = await source.OpenAsync(0, Cancellation);
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);

        var fault = await Fault.OfAsync(environment.StepAsync(Move(0), ObservationRequest.Nothing, Cancellation));
        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable), fault.Message);
        Assert.That(fault.Message, Does.Contain("camera_lost"));

        Assert.That(await source.EndStopAsync(Cancellation), Is.Null);
        await using var next = await source.OpenAsync(0, Cancellation);
        await next.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        Assert.That((await next.StepAsync(Move(0), ObservationRequest.Nothing, Cancellation)).Terminated, Is.False);
    }

    [Test]
    public async Task Stop_OfASimulator_SaysThatThereIsNone()
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var source = Connect(server);

        Assert.That(await source.StopAsync(Cancellation), Is.False);
    }

    /// <summary>Whoever pressed it must know.</summary>
    [Test]
    public async Task Stop_ThatNobodyAnswers_IsAnError()
    {
        var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = Arm });
        await using var source = Connect(server);
        await server.DisposeAsync();

        var fault = await Fault.OfAsync(async () => await source.StopAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
    }

    private static float[] Move(float x) => [x, 0, 0, 0, 0, 0, 1];

    private static RemoteServer Connect(FakeSimServer server) =>
        new(BridgeAddress.Parse(server.Address), new BridgeSettings(), TimeProvider.System, NullLogger<RemoteServer>.Instance);
}
