using System.Diagnostics;
using System.Globalization;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Benchmarks;

/// <summary>What the harness itself costs as a run grows, in a world that costs nothing; and how long a large run takes to be read, judged
/// and shown.</summary>
internal sealed class ScaleBenchmark(Installation installation, int trials, string path, TextWriter output)
{
    private const int Workers = 2;
    private const int Looks = 10;
    private const string SuiteName = "ood";

    private static readonly TimeSpan PollingPeriod = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync()
    {
        var suite = Suites.Library(installation).Load(SuiteName);
        var cells = suite.Plan(seed: 0, 1).Episodes.Length;
        var perCell = Math.Max(1, trials / 2 / cells);
        var plan = suite.Plan(seed: 0, perCell);
        await using var naive = new CoinPolicy(0.6);
        await using var align = new CoinPolicy(0.7);
        NamedPolicy[] policies = [new("naive", naive), new("align", align)];
        await using var source = new InstantWorld.Source();
        var record = RunRecord.Begin(
            new(
                new(suite.Name, $"{suite.Version}", suite.Sha256, suite.CatalogueSha256),
                new("benchmark", null),
                EnvironmentIdentity.Of(await source.DescribeAsync(CancellationToken.None)),
                [.. policies.Select(PolicyIdentity.Of)],
                plan.Episodes[0].SuccessRule,
                plan.Seed,
                perCell,
                Only: null,
                Shard: null
            ),
            new(Workers, 1, 60, "none"),
            plan.Episodes.Length * policies.Length,
            TimeProvider.System
        );
        await output.WriteLineAsync(
            $"{record.Trials.Planned} trials of {plan.Episodes[0].MaxSteps} control steps, {cells} cells of {suite.Name}, "
                + $"{Workers} workers\n"
        );
        await output.WriteLineAsync("| trials | trials/s | us of processor a step | bytes allocated a step | heap, MiB | descriptors |");
        await output.WriteLineAsync("|---|---|---|---|---|---|");
        var meter = new Meter(record.Trials.Planned / Looks, output);
        using (var folder = RunFolder.Open(path, record, resume: false, TimeProvider.System, suite.Source))
        {
            await new Evaluator(source, policies, new(Workers, 1, TimeSpan.FromSeconds(60)), meter, TimeProvider.System).RunAsync(
                plan.Episodes,
                folder,
                CancellationToken.None
            );
        }
        await output.WriteLineAsync("\n| command | s | s of processor | most memory, MiB |\n|---|---|---|---|");
        await CommandAsync("compare", path, "--baseline", "naive", "--candidate", "align");
        await CommandAsync("gate", SuiteName, "--baseline", $"{path}:naive", "--candidate", $"{path}:align");
        await CommandAsync("report", path);
        await CommandAsync("report", path, "--json");
    }

    /// <summary>A command of the program, in a process of its own as its user starts it.</summary>
    private async Task CommandAsync(params string[] arguments)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [installation.Program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var streams = Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(Stream.Null),
            process.StandardError.BaseStream.CopyToAsync(Stream.Null)
        );
        var most = 0.0;
        var processor = TimeSpan.Zero;
        var ended = process.WaitForExitAsync();
        while (await Task.WhenAny(ended, Task.Delay(PollingPeriod, TimeProvider.System)) != ended)
        {
            try
            {
                process.Refresh();
                processor = process.TotalProcessorTime;
                most = Math.Max(most, process.PeakWorkingSet64 / (double)(1 << 20));
            }
            catch (InvalidOperationException)
            {
                // It ended just now.
            }
        }
        await streams;
        var words = string.Join(' ', arguments.Select(word => word.Replace(path, "RUN", StringComparison.Ordinal)));
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| `{words}` (exit code {process.ExitCode}) | {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} "
                    + $"| {processor.TotalSeconds:0.0} | {most:0} |"
            )
        );
    }

    /// <summary>Says every so many trials what those since the last look cost.</summary>
    private sealed class Meter(int every, TextWriter output) : IEvaluationObserver
    {
        private int _trials;
        private long _steps;
        private long _at = TimeProvider.System.GetTimestamp();
        private TimeSpan _processor = Environment.CpuUsage.TotalTime;
        private long _allocated = GC.GetTotalAllocatedBytes();

        public void OnPlanned(RunProgress progress) { }

        public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) { }

        public void OnMeasured(WorkerRate measured, int workers) { }

        public void OnTrial(TrialRecord trial, RunProgress progress)
        {
            _steps += trial.Steps!.Value;
            if (++_trials % every != 0)
            {
                return;
            }
            var seconds = TimeProvider.System.GetElapsedTime(_at).TotalSeconds;
            var processor = (Environment.CpuUsage.TotalTime - _processor).TotalMicroseconds / _steps;
            var bytes = (GC.GetTotalAllocatedBytes() - _allocated) / (double)_steps;
            var heap = GC.GetTotalMemory(forceFullCollection: true) / (double)(1 << 20);
            var descriptors = Directory.GetFiles("/proc/self/fd").Length;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {_trials} | {every / seconds:0} | {processor:0.00} | {bytes:0} | {heap:0} | {descriptors} |"
                )
            );
            // What looking costs is nobody's.
            (_steps, _at) = (0, TimeProvider.System.GetTimestamp());
            (_processor, _allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        }
    }
}
