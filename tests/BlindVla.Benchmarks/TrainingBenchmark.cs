using System.Diagnostics;
using System.Globalization;
using BlindVla.Training;

namespace BlindVla.Benchmarks;

/// <summary>Samples per second of a recipe, against forward, backward and step on a batch that is there; and of two processes against
/// one.</summary>
internal static class TrainingBenchmark
{
    private const int Steps = 30;
    private const int WarmUp = 3;

    /// <param name="recipe">Name or file of a recipe that begins with a new network.</param>
    /// <param name="data">Folder of the one data set that it learns from.</param>
    public static async Task RunAsync(string recipe, string data, TextWriter output)
    {
        await output.WriteLineAsync($"{Steps} steps of {recipe}, the two in turns, one thread");
        await output.WriteLineAsync(await InProcessAsync(recipe, data));
        var alone = Rate(await InProcessAsync(recipe, data));
        var both = await Task.WhenAll(InProcessAsync(recipe, data), InProcessAsync(recipe, data));
        await output.WriteLineAsync(
            $"one process {alone:0.0} samples/s, two at once {both.Sum(Rate):0.0} together, {both.Sum(Rate) / alone:0.00} of one"
        );
    }

    /// <summary>In this process; the first number of what is printed is samples per second.</summary>
    public static void One(string recipe, string data, TextWriter output)
    {
        using var folder = new TemporaryFolder();
        using var job = Open(recipe, data, validation: null, folder);
        var run = job.Training;
        for (var i = 0; i < WarmUp; i++)
        {
            run.MakeStep();
        }
        var (whole, bare, reading) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Steps; i++)
        {
            whole.Add(Seconds(() => run.MakeStep()));
            List<(TrainingBatch, double)> batches = [];
            reading.Add(Seconds(() => batches = [.. run.Batches()]));
            bare.Add(Seconds(() => run.Learn(batches)));
        }
        var (w, b, r) = (Median(whole), Median(bare), Median(reading));
        var batch = job.Recipe.Batch;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{batch / w:0.0} samples/s; forward, backward and step alone {batch / b:0.0}; "
                    + $"ratio {b / w:0.000}; a sample takes {1e3 * w / batch:0.00} ms, "
                    + $"{1e3 * r / batch:0.00} ms of it to be read"
            )
        );
    }

    /// <summary>Memory that the process holds, as steps are made; with the recipe's saves, and with validation.</summary>
    public static void Memory(string recipe, string data, int steps, TextWriter output)
    {
        const int Lines = 20;
        using var folder = new TemporaryFolder();
        using var job = Open(recipe, data, validation: data, folder, steps);
        output.WriteLine("step     RSS, MiB     live tensors");
        job.Run(new MemoryObserver(Math.Max(1, steps / Lines), output), CancellationToken.None);
    }

    private static TrainingJob Open(string recipe, string data, string? validation, TemporaryFolder folder, int? steps = null)
    {
        var parsed = RecipeFile.Load(recipe);
        return TrainingJob.Open(
            parsed with
            {
                Steps = steps ?? parsed.Steps,
            },
            new(null, new Dictionary<string, string> { [parsed.Data[0].Name] = data }, validation, folder["run"], Threads: 1),
            TimeProvider.System
        );
    }

    private static double Rate(string line) => double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<string> InProcessAsync(string recipe, string data)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["training-process", recipe, data]) { RedirectStandardOutput = true }
        )!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? line.TrimEnd()
            : throw new InvalidOperationException($"a process of the benchmark ended with {process.ExitCode}");
    }

    private static double Seconds(Action work)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        work();
        return time.GetElapsedTime(begun).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
