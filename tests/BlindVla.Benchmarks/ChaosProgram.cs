using System.Diagnostics;
using System.Globalization;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Benchmarks;

/// <summary>
/// Signals at random moments to a run's servers and to its harness, storm after storm: each run is gone on with until it is whole, and then
/// has the trials of a run that nobody disturbed.
/// </summary>
internal sealed class ChaosProgram(Installation installation, int faults, string folder, TextWriter output)
{
    private const string Suite = "smoke";
    private const int FaultsOfAStorm = 20;
    private const int Episodes = 6;

    private static readonly string[] Kinds =
    [
        "server SIGKILL",
        "server SIGTERM",
        "server SIGSTOP for a second",
        "server SIGSTOP",
        "harness SIGKILL",
        "harness SIGTERM",
        "harness SIGSTOP for a second",
    ];

    private readonly KeyedRandom _random = KeyedRandom.Create(0, "chaos");
    private readonly Dictionary<string, int> _count = Kinds.ToDictionary(kind => kind, _ => 0);
    private List<string> _expected = [];
    private int _resumed;
    private int _runs;

    public async Task RunAsync()
    {
        var calm = Path.Combine(folder, "calm");
        await GoOnAsync(calm);
        _expected = Facts(calm);
        while (_count.Values.Sum() < faults)
        {
            var run = Path.Combine(folder, $"storm-{_runs + 1}");
            await StormAsync(run, Math.Min(FaultsOfAStorm, faults - _count.Values.Sum()));
            output.WriteLine(
                $"{_count.Values.Sum()} faults in {_runs} runs until now, gone on with {_resumed} times: every trial as in the calm run"
            );
            // After every storm, so that whoever stops this keeps what there is.
            var table = Kinds.Select(kind => $"{kind},{_count[kind]}").Prepend("fault,number").Append($"gone on with,{_resumed}");
            await File.WriteAllLinesAsync(Path.Combine(folder, "chaos.csv"), table.Append($"runs,{_runs}").Append("trials that differ,0"));
        }
    }

    /// <summary>A run with so many faults on its way, to its end.</summary>
    private async Task StormAsync(string run, int most)
    {
        var left = most;
        while (left > 0)
        {
            using var harness = Start(run);
            while (left > 0 && !await EndsWithinAsync(harness, _random.NextDouble(0.1, 4)))
            {
                var kind = Kinds[_random.NextInt(Kinds.Length)];
                if (await InjectAsync(kind, harness))
                {
                    (_count[kind], left) = (_count[kind] + 1, left - 1);
                }
            }
            if (left == 0 && !harness.HasExited)
            {
                // As the person would who sees that nothing goes on any more.
                harness.Kill(entireProcessTree: true);
            }
            await harness.WaitForExitAsync();
            if (left > 0 && IsWhole(run))
                Compare(run);
            else
                _resumed++;
        }
        await GoOnAsync(run);
        Compare(run);
    }

    /// <summary>A whole run has the trials of the calm one, and is not needed any more.</summary>
    private void Compare(string run)
    {
        var facts = Facts(run);
        if (!facts.SequenceEqual(_expected))
            throw new InvalidOperationException($"{run} differs from the calm run:\n{string.Join('\n', facts.Except(_expected))}");
        _runs++;
        Directory.Delete(run, recursive: true);
    }

    private static async Task<bool> EndsWithinAsync(Process process, double seconds)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(soon.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>False where there is nothing to send the signal to.</returns>
    private async Task<bool> InjectAsync(string kind, Process harness)
    {
        var words = kind.Split(' ');
        var servers = Children(harness.Id);
        if (words[0] == "server" && servers.Count == 0)
            return false;
        var victim = words[0] == "server" ? servers[_random.NextInt(servers.Count)] : harness.Id;
        Signal(words[1], victim);
        if (words.Length > 2)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            Signal("SIGCONT", victim);
        }
        return true;
    }

    /// <summary>Until every trial is there, with nobody in the way.</summary>
    private async Task GoOnAsync(string run)
    {
        for (var attempt = 0; !IsWhole(run); attempt++)
        {
            if (attempt == 3)
                throw new InvalidOperationException($"{run} cannot be finished");
            using var harness = Start(run);
            await harness.WaitForExitAsync();
        }
    }

    private static bool IsWhole(string run) =>
        File.Exists(Path.Combine(run, RunFolder.RecordFile))
        && RunRecord.Read(Path.Combine(run, RunFolder.RecordFile)) is { Status: RunStatus.Complete, Trials.Errored: 0 };

    private Process Start(string run)
    {
        string[] words =
        [
            installation.Program,
            "eval",
            Suite,
            "--policy",
            "planner",
            "--policy",
            "random",
            "--episodes",
            Episodes.ToString(CultureInfo.InvariantCulture),
            "--workers",
            "2",
            "--show",
            "64x48",
            "--out",
            run,
        ];
        var start = new ProcessStartInfo("dotnet", Directory.Exists(run) ? [.. words, "--resume"] : words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        // Nobody reads what it says; a full pipe would stop it.
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>The servers of a harness: the processes that it started.</summary>
    internal static List<int> Children(int parent) =>
        ProgramOutput.Of("ps", "-o", "pid=", "--ppid", $"{parent}") is { Status: 0, Output: var table }
            ? [.. table.Split('\n', StringSplitOptions.TrimEntries).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))]
            : [];

    internal static void Signal(string signal, int process) => ProgramOutput.Of("kill", $"-{signal[3..]}", $"{process}");

    /// <summary>Everything of a trial that must not depend on what befell it, in the order of the ids.</summary>
    private static List<string> Facts(string run) =>
        [
            .. RecordedRun
                .Open(run)
                .Trials.Select(t =>
                    $"{t.EpisodeId} {t.Policy} {t.Outcome} {t.SceneSha256} {t.ObservationSha256} {t.RequestedActionsSha256} "
                    + $"{t.AppliedActionsSha256} {t.Steps}"
                )
                .Order(StringComparer.Ordinal),
        ];
}
