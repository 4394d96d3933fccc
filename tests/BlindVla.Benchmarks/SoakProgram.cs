using System.Diagnostics;
using System.Globalization;
using BlindVla.Cli;

namespace BlindVla.Benchmarks;

/// <summary>
/// A run that replaces its servers again and again, watched from outside: memory, descriptors and threads of the harness, memory and
/// descriptors of its servers, and files left in the temporary folder. What leaks grows.
/// </summary>
/// <param name="evaluation">Arguments of <c>eval</c> but for <c>--out</c>; empty for a run of its own that does not end by itself.</param>
internal sealed class SoakProgram(Installation installation, TimeSpan most, string folder, string[] evaluation, TextWriter output)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // Until then compilers, caches and pools fill.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(5);

    private static readonly string[] Endless =
    [
        "ood",
        "--policy",
        "planner",
        "--show",
        "128x128",
        "--episodes",
        "1000",
        "--workers",
        "2",
        "--recycle-after",
        "20",
    ];

    public async Task RunAsync()
    {
        var temporary = Path.Combine(folder, "tmp");
        Directory.CreateDirectory(temporary);
        var start = new ProcessStartInfo(
            "dotnet",
            [installation.Program, "eval", .. evaluation.Length > 0 ? evaluation : Endless, "--out", Path.Combine(folder, "run")]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        using var harness = Process.Start(start)!;
        // Nobody reads what it says; a full pipe would stop it.
        _ = harness.StandardOutput.ReadToEndAsync();
        _ = harness.StandardError.ReadToEndAsync();
        var servers = new HashSet<int>();
        List<SoakSample> samples = [];
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Every);
        while (TimeProvider.System.GetElapsedTime(begun) < most && await timer.WaitForNextTickAsync() && !harness.HasExited)
        {
            var children = ChaosProgram.Children(harness.Id);
            servers.UnionWith(children);
            if (SoakSample.Of(TimeProvider.System.GetElapsedTime(begun), harness.Id, children, temporary) is { } sample)
                samples.Add(sample);
        }
        if (!harness.HasExited)
            ChaosProgram.Signal("SIGTERM", harness.Id);
        await harness.WaitForExitAsync();
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "soak.csv"),
            samples.Select(sample => sample.ToCsv()).Prepend(SoakSample.Heading)
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "soak.svg"), SoakPlot.Svg(samples));
        Say(samples, servers.Count, Directory.EnumerateFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Count());
    }

    private void Say(List<SoakSample> samples, int servers, int left)
    {
        var warm = samples.FindAll(sample => sample.At > WarmUp);
        output.WriteLine(
            $"{samples.Count} samples in {samples.LastOrDefault()?.At.TotalMinutes:0} minutes, {servers} servers one after another; "
                + $"left in the temporary folder: {left}\n"
        );
        if (warm.Count < 4)
        {
            output.WriteLine($"too short to say more: the first {WarmUp.TotalMinutes:0} minutes warm up");
            return;
        }
        output.WriteLine("| | first quarter | last quarter | growth an hour |\n|---|---|---|---|");
        foreach (var (name, _, value) in SoakSample.Series)
        {
            var quarter = warm.Count / 4;
            double Mean(IEnumerable<SoakSample> some) => some.Average(value);
            var hours = (warm[^1].At - warm[0].At).TotalHours * 3 / 4;
            var (first, last) = (Mean(warm.Take(quarter)), Mean(warm.TakeLast(quarter)));
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {name} | {first:0.0} | {last:0.0} | {(last - first) / hours:+0.0;-0.0;0} |")
            );
        }
    }
}
