using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BlindVla.Cluster;

/// <summary>Slurm by its own commands, <c>sbatch</c>, <c>squeue</c> and <c>scancel</c>, as whoever is logged in.</summary>
public sealed class SlurmCommands : ISlurm
{
    // A controller that restarts answers within its MessageTimeout, 10 s unless a site says otherwise; the commands repeat for a while.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(2);

    /// <summary>States that a task does not leave by itself (squeue(1), JOB STATE CODES).</summary>
    private static readonly ImmutableHashSet<string> Final =
    [
        "BOOT_FAIL",
        "CANCELLED",
        "COMPLETED",
        "DEADLINE",
        "FAILED",
        "NODE_FAIL",
        "OUT_OF_MEMORY",
        "PREEMPTED",
        "REVOKED",
        "TIMEOUT",
    ];

    /// <inheritdoc/>
    public async Task<long> SubmitAsync(string script, IReadOnlyCollection<int> tasks, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("sbatch", ["--parsable", $"--array={Ranges(tasks)}", script], cancellationToken);
        // JOB or JOB;CLUSTER
        return long.TryParse(answer.Trim().Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            ? job
            : throw new SlurmException($"sbatch: expected the number of the job, found '{answer.Trim()}'");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<int>> UnfinishedAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken) =>
        Unfinished(await QueueAsync(cancellationToken), jobs).Select(unfinished => unfinished.Task).ToHashSet();

    /// <inheritdoc/>
    public async Task CancelAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken)
    {
        // A job that has long ended is no job any more, which would be an error.
        var left = Unfinished(await QueueAsync(cancellationToken), jobs).Select(unfinished => $"{unfinished.Job}").ToHashSet();
        if (left.Count > 0)
            await AskAsync("scancel", ["--quiet", .. left], cancellationToken);
    }

    private static Task<string> QueueAsync(CancellationToken cancellationToken) =>
        AskAsync("squeue", ["--me", "--array", "--states=all", "--noheader", "--format=%F %K %T"], cancellationToken);

    /// <param name="table">Lines of a job's number, a task's index and its state.</param>
    internal static IReadOnlyList<(long Job, int Task)> Unfinished(string table, IReadOnlyCollection<long> jobs)
    {
        var tasks = new List<(long, int)>();
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var job, var task, var state])
                throw new SlurmException($"squeue: expected a job, a task and a state, found '{line}'");
            if (
                long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && jobs.Contains(number)
                && int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && !Final.Contains(state)
            )
            {
                tasks.Add((number, index));
            }
        }
        return tasks;
    }

    /// <summary>Indices as sbatch takes them, such as <c>1-3,7</c>.</summary>
    internal static string Ranges(IReadOnlyCollection<int> tasks)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var task in tasks.Order())
        {
            if (runs is [.., var (first, last)] && task == last + 1)
                runs[^1] = (first, task);
            else
                runs.Add((task, task));
        }
        return string.Join(',', runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"));
    }

    private static async Task<string> AskAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CallTimeout);
        try
        {
            using var process = Start(program, arguments);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
                var error = process.StandardError.ReadToEndAsync(deadline.Token);
                await process.WaitForExitAsync(deadline.Token);
                return process.ExitCode == 0 ? await output : throw new SlurmException($"{program}: {(await error).Trim()}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlurmException($"{program}: no answer within {CallTimeout.TotalSeconds:0} s", e);
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SlurmException(
                $"{program} cannot be started: {e.Message}; run this where Slurm's commands are, such as a login node of the cluster",
                e
            );
        }
    }
}
