using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>A scene arrives at the server as it was decided: the server's side decodes it by code of its own, and both digests
/// agree.</summary>
[CancelAfter(60_000)]
public sealed class SceneRoundTripTests
{
    private static readonly TestCaseData[] Changes =
    [
        Change("unperturbed", scene => scene),
        Change("object factors", scene =>
            scene with
            {
                Objects = scene.Objects.SetItem(
                    1,
                    scene.Objects[1] with
                    {
                        Scale = 1.25,
                        MassFactor = 2,
                        FrictionFactor = 0.5,
                        ColorFactor = new(0.25, 0.5, 0.75),
                    }
                ),
            }
        ),
        Change("texture on robot and objects", scene => scene with { Overlay = new("checker", OverlayRegion.Foreground, 0.3) }),
        Change("texture everywhere", scene => scene with { Overlay = new("waves", OverlayRegion.WholeImage, 0.5) }),
        Change("camera", scene => scene with { Camera = new(new(0.01, -0.02, 0.03), new(0.5, 0.5, -0.5, 0.5), 1.5) }),
        Change("light", scene => scene with { Lighting = new(new(0.5, -0.5, -0.5, 0.5), new(0.5, 1, 2)) }),
        Change("sensor", scene => scene with { Sensor = new(0, 2.5, ulong.MaxValue, 0) }),
        Change("events", scene =>
            scene with
            {
                Events =
                [
                    new(5, "source", TestEpisodes.At(-0.1, 0.05), 50),
                    new(7, "receptacle", new(new(-0.2, 0, 1), new(0.5, 0.5, 0.5, 0.5)), 0),
                ],
            }
        ),
        Change("factors", scene => scene with { Factors = scene.Factors.Add("gravity", 0.5) }),
        Change("latency", scene => scene with { ActionLatencySteps = 4 }),
    ];

    [TestCaseSource(nameof(Changes))]
    public async Task Reset_OfAnyScene_ReachesTheServerUnchanged(Func<TabletopScene, TabletopScene> change)
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        await using var environment = await remote.OpenAsync(0, TestContext.CurrentContext.CancellationToken);
        var episode = TestEpisodes.Create(environment.Spec);
        var scene = change(episode.Tabletop());

        await environment.ResetAsync(
            episode with
            {
                Scene = scene,
            },
            ObservationRequest.Nothing,
            TestContext.CurrentContext.CancellationToken
        );

        Assert.That(SceneDigest.Compute(server.LastScene!), Is.EqualTo(SceneDigest.Compute(scene)));
    }

    [Test]
    public async Task Reset_OfANamedScene_ReachesTheServerThoughItRefuses()
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        await using var environment = await remote.OpenAsync(0, TestContext.CurrentContext.CancellationToken);
        var scene = new NamedScene("kitchen", "open the drawer", 7)
        {
            Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("difficulty", "hard").Add("background", "7"),
            Sensor = new(0, 3, 11, 0),
            ActionLatencySteps = 2,
        };

        var refusal = await Assert.ThrowsAsync<EnvironmentException>(async () =>
            await environment.ResetAsync(
                TestEpisodes.Create(environment.Spec) with
                {
                    Scene = scene,
                },
                ObservationRequest.Nothing,
                TestContext.CurrentContext.CancellationToken
            )
        );

        Assert.That((refusal!.Fault, refusal.Message), Is.EqualTo((EnvironmentFault.InvalidArgument, refusal.Message)));
        Assert.That(refusal.Message, Does.StartWith("scene.named"));
        Assert.That(SceneDigest.Compute(server.LastScene!), Is.EqualTo(SceneDigest.Compute(scene)));
    }

    [Test]
    public async Task Reset_WithBlurAndJpeg_ReachesTheServerThoughItRefuses()
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        await using var environment = await remote.OpenAsync(0, TestContext.CurrentContext.CancellationToken);
        var episode = TestEpisodes.Create(environment.Spec);
        var scene = episode.Tabletop() with { Sensor = new(0.004, 0, 3, 30) };

        var refusal = await Assert.ThrowsAsync<EnvironmentException>(async () =>
            await environment.ResetAsync(
                episode with
                {
                    Scene = scene,
                },
                ObservationRequest.Nothing,
                TestContext.CurrentContext.CancellationToken
            )
        );

        Assert.That(refusal!.Fault, Is.EqualTo(EnvironmentFault.Unimplemented));
        Assert.That(SceneDigest.Compute(server.LastScene!), Is.EqualTo(SceneDigest.Compute(scene)));
    }

    [Test]
    public async Task Describe_SaysWhichTexturesThereAre()
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        var spec = await remote.DescribeAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(spec.Textures, Is.EqualTo(new[] { "checker", "stripes", "waves" }));
    }

    [Test]
    public async Task Describe_SaysWhetherSessionsTakeTurnsAtDrawing()
    {
        await using var server = await FakeSimServer.StartAsync();
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        var spec = await remote.DescribeAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(spec.DrawsOneAtATime, Is.True);
    }

    [TestCase(new float[] { 0, 0, 0, 0, 0, 0, -1 }, -1)]
    [TestCase(new float[0], 1, Description = "a server of before there was a place for it")]
    public async Task Describe_SaysWhatKeepsTheArmStill(float[] declared, float gripper)
    {
        await using var server = await FakeSimServer.StartAsync(new FakeServerSettings { World = new() { HoldAction = [.. declared] } });
        await using var remote = new RemoteServer(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        var spec = await remote.DescribeAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(spec.HoldAction, Is.EqualTo(new[] { 0, 0, 0, 0, 0, 0, gripper }));
    }

    private static TestCaseData Change(string what, Func<TabletopScene, TabletopScene> change) =>
        new TestCaseData(change).SetArgDisplayNames(what);
}
