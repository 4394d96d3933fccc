using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>What a control step costs the garbage collector. The server is another process, so that only the client is counted.</summary>
[CancelAfter(120_000)]
[NonParallelizable]
public sealed class AllocationTests
{
    private const int Steps = 400;
    private const int BytesPerStep = 3 * 1024;

    [TestCase(224, 224)]
    [TestCase(640, 480)]
    public async Task Step_WithOnePicture_AllocatesAtMostThreeKilobytes(int width, int height)
    {
        var cancellation = TestContext.CurrentContext.CancellationToken;
        await using var pool = new ServerPool(
            TestServers.Fake(), 1, new ServerSettings(), new BridgeSettings(), TimeProvider.System, NullLogger<ServerPool>.Instance);
        await using var environment = await pool.OpenAsync(0, cancellation);
        var view = new ObservationRequest([new("3rd_view_camera", width, height)], Privileged: false);
        var action = new float[] { 0, 0, 0, 0, 0, 0, 1 };
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), view, cancellation);
        await StepAsync(100);

        // The least of several rounds: what anything else in this process allocates meanwhile can only add.
        var rounds = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await StepAsync(Steps);
            rounds.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / Steps);
        }

        TestContext.Out.WriteLine($"{width}x{height}: bytes per step {string.Join(", ", rounds)}");
        Assert.That(rounds.Min(), Is.LessThanOrEqualTo(BytesPerStep));

        async Task StepAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await environment.StepAsync(action, view, cancellation);
            }
        }
    }
}
