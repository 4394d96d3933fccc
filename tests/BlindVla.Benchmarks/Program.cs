using System.Globalization;
using BlindVla.Benchmarks;
using BlindVla.Cli;

RuntimeSettings.Apply();
if (args is ["torch"])
{
    await TorchBenchmark.ProcessorAsync(Path.Combine(Installation.Find().Root, "tests/golden/openvla-a"));
    return;
}
if (args is ["gate-calibration", var folder, .. var gates])
{
    GateCalibration.Run(folder, gates is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 10_000);
    return;
}
if (args is ["unpaired-calibration", var target])
{
    GateCalibration.Unpaired(target);
    return;
}
if (args is ["gate-run"])
{
    await GateRunBenchmark.RunAsync(Installation.Find(), Console.Out);
    return;
}
if (args is ["chaos", var faults, var storms])
{
    await new ChaosProgram(Installation.Find(), int.Parse(faults, CultureInfo.InvariantCulture), storms, Console.Out).RunAsync();
    return;
}
if (args is ["soak", var hours, var watched, .. var evaluation])
{
    var most = TimeSpan.FromHours(double.Parse(hours, CultureInfo.InvariantCulture));
    await new SoakProgram(Installation.Find(), most, watched, evaluation, Console.Out).RunAsync();
    return;
}
if (args is ["fleet"])
{
    FleetProgram.Run(Console.Out);
    return;
}
if (args is ["scale", var count, var place])
{
    await new ScaleBenchmark(Installation.Find(), int.Parse(count, CultureInfo.InvariantCulture), place, Console.Out).RunAsync();
    return;
}
if (args is ["overlap", var checkpoint, var turns])
{
    await OverlapBenchmark.RunAsync(Installation.Find(), checkpoint, int.Parse(turns, CultureInfo.InvariantCulture), Console.Out);
    return;
}
if (args is ["report"])
{
    await ReportBenchmark.RunAsync(Console.Out);
    return;
}
if (args is ["remote", .. var protocols])
{
    await RemoteBenchmark.RunAsync(Installation.Find(), protocols, Console.Out);
    return;
}
if (args is ["sharing"])
{
    await SharedDrawingBenchmark.RunAsync(Installation.Find(), Console.Out);
    return;
}
if (args is ["training", var recipe, var data])
{
    await TrainingBenchmark.RunAsync(recipe, data, Console.Out);
    return;
}
if (args is ["training-memory", var longRecipe, var longData, var steps])
{
    TrainingBenchmark.Memory(longRecipe, longData, int.Parse(steps, CultureInfo.InvariantCulture), Console.Out);
    return;
}
if (args is ["training-process", var oneRecipe, var oneData])
{
    TrainingBenchmark.One(oneRecipe, oneData, Console.Out);
    return;
}
if (args is ["cloning", var demonstrations, var seed])
{
    await CloningBenchmark.RunAsync(Installation.Find(), demonstrations, ulong.Parse(seed, CultureInfo.InvariantCulture), Console.Out);
    return;
}
if (args is ["gpu", var device])
{
    TorchBenchmark.Gpu(device);
    return;
}
if (args is not ([] or ["sessions", _, ..]))
{
    Console.Error.WriteLine($"'{string.Join(' ', args)}' is none of the arguments that the README has");
    Environment.ExitCode = 2;
    return;
}

using var benchmark = new ClosedLoopBenchmark(Installation.Find());
int[] sessions = args is [] ? [1, 2, 4, 8] : [.. args[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
await benchmark.CompareAsync(sessions, Console.Out);
