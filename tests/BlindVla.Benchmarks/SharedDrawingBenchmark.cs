using System.Diagnostics;
using System.Text.Json;
using BlindVla.Cli;

namespace BlindVla.Benchmarks;

/// <summary>
/// Twelve sessions that come and go and do nothing but draw, in one process and in several: what it costs that those of a process take
/// turns, and what happens where they do not.
/// </summary>
internal static class SharedDrawingBenchmark
{
    private const int Sessions = 12;
    private const int Frames = 2400;
    private const int Attempts = 5;

    // Freed memory is overwritten with this, so that the first look into it is the end of the process.
    private const string Perturb = "85";

    public static async Task RunAsync(Installation installation, TextWriter output)
    {
        // Built beside the server by cmake --build artifacts/cpp.
        var program = Path.Combine(Path.GetDirectoryName(installation.Server)!, "blindvla-shared-drawing");

        output.WriteLine($"128x128 pictures per second of {Sessions} sessions that draw only, {Frames} of them, medians of 3");
        output.WriteLine($"{"processes", 9} {"in turns", 10} {"at once", 10}");
        foreach (var processes in new[] { 1, 2, Sessions })
            output.WriteLine(
                $"{processes, 9} {await RateAsync(processes, []), 10:F0} {await RateAsync(processes, ["--unguarded"]), 10:F0}"
            );

        output.WriteLine(
            $"of {Attempts} processes with {Sessions} sessions and {Frames} pictures, freed memory overwritten, ended by a signal"
        );
        output.WriteLine($"in turns {await CrashesAsync([])}, at once {await CrashesAsync(["--unguarded"])}");

        async Task<double> RateAsync(int processes, string[] how)
        {
            var rates = new List<double>();
            for (var i = 0; i < 3; i++)
            {
                var ended = await Task.WhenAll(
                    Enumerable.Range(0, processes).Select(_ => RunOneAsync(Sessions / processes, Frames / processes, how))
                );
                rates.Add(ended.Sum(one => one ?? double.NaN));
            }
            return rates.Order().ElementAt(1);
        }

        async Task<int> CrashesAsync(string[] how)
        {
            var crashes = 0;
            for (var i = 0; i < Attempts; i++)
                crashes += await RunOneAsync(Sessions, Frames, how, Perturb) is null ? 1 : 0;
            return crashes;
        }

        // Pictures per second; null when a signal ended it.
        async Task<double?> RunOneAsync(int sessions, int frames, string[] how, string? perturb = null)
        {
            var start = new ProcessStartInfo(
                program,
                ["--assets", installation.Assets, "--sessions", $"{sessions}", "--frames", $"{frames}", .. how]
            )
            {
                RedirectStandardOutput = true,
            };
            if (perturb is not null)
                start.Environment["MALLOC_PERTURB_"] = perturb;
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode > 128)
                return null;
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetProperty("frames").GetInt32() / json.RootElement.GetProperty("seconds").GetDouble();
        }
    }
}
