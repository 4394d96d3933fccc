using BlindVla.Benchmarks;
using BlindVla.Cli;

RuntimeSettings.Apply();
if (args is ["torch"])
{
    await TorchBenchmark.ProcessorAsync(Path.Combine(Installation.Find().Root, "tests/golden/openvla-a"));
    return;
}
if (args is ["gate-calibration"])
{
    GateCalibration.Run(Console.Out);
    return;
}
if (args is ["gpu", var device])
{
    TorchBenchmark.Gpu(device);
    return;
}

const int Rounds = 5;
const int WarmUpRounds = 4;
using var benchmark = new ClosedLoopBenchmark(Installation.Find());
// .NET compiles what is called often once more, for two thousand steps or so; an evaluation takes tens of thousands.
for (var round = 0; round < WarmUpRounds; round++)
    await benchmark.HarnessAsync(2);

Console.WriteLine("control steps per second; one 224x224 picture per step; put-on-plate, 80 steps an episode");
Console.WriteLine($"{"sessions",8} {"round",5} {"C++ alone",10} {"harness",10} {"ratio",6}");
foreach (var sessions in new[] { 1, 2 })
{
    var ratios = new List<double>();
    Measurement? last = null;
    for (var round = 1; round <= Rounds; round++)
    {
        var raw = await benchmark.RawAsync(sessions);
        var bridged = await benchmark.HarnessAsync(sessions);
        ratios.Add(bridged.StepsPerSecond / raw.StepsPerSecond);
        Console.WriteLine($"{sessions,8} {round,5} {raw.StepsPerSecond,10:F1} {bridged.StepsPerSecond,10:F1} {ratios[^1],6:F3}");
        last = bridged with { PhysicsShare = raw.PhysicsSeconds / (raw.PhysicsSeconds + raw.RenderSeconds) };
    }
    ratios.Sort();
    Console.WriteLine($"{sessions,8}   median ratio {ratios[Rounds / 2]:F3}   (worst {ratios[0]:F3}, best {ratios[^1]:F3})");
    Console.WriteLine($"         last round, ms per step and session: physics {last!.ServerMs * last.PhysicsShare:F2}, render {last.ServerMs * (1 - last.PhysicsShare):F2}, "
        + $"transport {last.TransportMs:F2}, C# {last.CSharpMs:F2}; "
        + $"processor time: server {last.ServerCpuMs:F2}, C# {last.CSharpCpuMs:F2}; allocated in C# {last.BytesPerStep / 1024:F1} KiB per step");
}
