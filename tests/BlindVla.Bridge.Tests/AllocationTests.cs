using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using BlindVla.Bridge.V1;
using BlindVla.Core;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>What a control step costs the garbage collector.</summary>
[CancelAfter(120_000)]
public sealed class AllocationTests
{
    private const int Steps = 400;

    /// <summary>The harness's own part, exactly: it runs on one thread, over a recorded response.</summary>
    [Test]
    public void ReadingAStep_WithOnePicture_AllocatesAtMostFourteenHundredBytes()
    {
        var recorded = new ReadOnlySequence<byte>(Response(224, 224).ToByteArray());
        var view = new ObservationRequest([new("3rd_view_camera", 224, 224)], Privileged: false);
        var reader = new ResponseReader();
        var spec = new TestKit.FakeEnvironment(new()).Spec;
        Read(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(Steps);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Steps;

        TestContext.Out.WriteLine($"bytes per step {bytes}");
        Assert.That(bytes, Is.LessThanOrEqualTo(1400));

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                ProtoMapping.ToTimeStep(reader.Read(recorded).Step, reader, view, spec);
            }
        }
    }

    /// <summary>
    /// With the transport, whose part depends on the pieces a message happens to arrive in; the pictures alone are 150,528 and 921,600
    /// bytes. The client is a process in which nothing else happens, and so is the server.
    /// </summary>
    [TestCase(224, 224, 8 * 1024)]
    [TestCase(640, 480, 16 * 1024)]
    public async Task Step_WithOnePicture_AllocatesAFewKilobytes(int width, int height, int bytesPerStep)
    {
        var cancellation = TestContext.CurrentContext.CancellationToken;
        await using var server = await ServerProcess.StartAsync(
            TestServers.Fake(),
            new ServerSettings(),
            TimeProvider.System,
            NullLogger.Instance,
            cancellation
        );
        var (host, arguments) = AllocationProgram.Command(server.Address, width, height);
        using var client = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true })!;

        var said = await client.StandardOutput.ReadToEndAsync(cancellation);
        await client.WaitForExitAsync(cancellation);

        TestContext.Out.WriteLine($"{width}x{height}: bytes per step {said}");
        Assert.That(client.ExitCode, Is.Zero);
        Assert.That(long.Parse(said, CultureInfo.InvariantCulture), Is.InRange(1, bytesPerStep));
    }

    private static ConnectResponse Response(int width, int height) =>
        new()
        {
            RequestId = 1,
            Step = new StepResponse
            {
                Observation = new V1.Observation
                {
                    TimeSeconds = 0.2,
                    State = { Enumerable.Range(1, 14).Select(i => (float)i) },
                    Images =
                    {
                        new Image
                        {
                            Camera = "3rd_view_camera",
                            Width = (uint)width,
                            Height = (uint)height,
                            Encoding = Image.Types.Encoding.Rgb8,
                            Data = ByteString.CopyFrom(new byte[width * height * 3]),
                            CaptureTimeSeconds = 0.2,
                        },
                    },
                },
                Progress = new V1.TaskProgress { Measures = { 1, 0, 1, 1, 0, 0.1, 0.2, 0.3 } },
                AppliedAction = { Enumerable.Repeat(0.5f, 7) },
                Timing = new StepTiming { PhysicsSeconds = 0.006, RenderSeconds = 0.006 },
            },
        };
}
