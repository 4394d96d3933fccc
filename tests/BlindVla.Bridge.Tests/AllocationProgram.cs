using System.Globalization;
using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>
/// The client of a bridge server as a process of its own, in which nothing else allocates: <c>ADDRESS WIDTH HEIGHT</c>. Prints the bytes
/// that one step with one picture of that size allocates.
/// </summary>
internal static class AllocationProgram
{
    private const int WarmUp = 100;
    private const int Windows = 4;
    private const int Steps = 100;

    /// <summary>How to run it.</summary>
    public static (string Executable, string[] Arguments) Command(BridgeAddress address, int width, int height) =>
        (
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", typeof(AllocationProgram).Assembly.Location, $"{address}", $"{width}", $"{height}"]
        );

    private static async Task Main(string[] args)
    {
        await using var source = new RemoteServer(
            BridgeAddress.Parse(args[0]),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );
        await using var environment = await source.OpenAsync(0, CancellationToken.None);
        var view = new ObservationRequest(
            [new("3rd_view_camera", int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture))],
            Privileged: false
        );
        var action = new float[] { 0, 0, 0, 0, 0, 0, 1 };
        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), view, CancellationToken.None);
        await StepAsync(WarmUp);

        // The least of some windows: a busy machine cuts messages into more pieces, now and then, which costs the transport.
        var least = long.MaxValue;
        for (var window = 0; window < Windows; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await StepAsync(Steps);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Steps);
        }
        Console.Write(least);

        async Task StepAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await environment.StepAsync(action, view, CancellationToken.None);
            }
        }
    }
}
