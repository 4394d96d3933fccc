using System.Collections.Immutable;
using BlindVla.Cluster;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>One run by the tasks of an array: submitted, followed, put together.</summary>
/// <param name="Plan">The episodes of the whole run.</param>
/// <param name="Policies">Names, in the run's order.</param>
/// <param name="Script">What a task does.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with an array that is there.</param>
internal sealed record ArrayEvaluation(
    Installation Installation,
    EpisodePlan Plan,
    ImmutableArray<string> Policies,
    JobScript Script,
    string Output,
    bool Resume
)
{
    private const string LockFile = "following.lock";
    private const int LinesOfALog = 3;

    /// <summary>The whole run is printed as JSON.</summary>
    public bool AsJson { get; init; }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ISlurm slurm, CommandConsole console, CancellationToken cancellationToken)
    {
        var folder = Script.Folder;
        using var claim = Claim(folder);
        var record = Begin(folder);
        var error = console.Progress;
        using var progress = new ConsoleProgress(error, Script.Parts, TimeProvider.System);
        ImmutableArray<int> planned =
        [
            .. Enumerable.Range(1, Script.Parts).Select(part => Plan.Shard(part, Script.Parts).Episodes.Length * Policies.Length),
        ];
        var array = new ArrayRun(slurm, folder, planned, Policies, new ArrayProgress(progress), TimeProvider.System);
        ImmutableArray<int> givenUp;
        try
        {
            givenUp = await array.FollowAsync(record, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            var jobs = string.Join(' ', ArrayRecord.Read(folder)?.Jobs ?? []);
            error.WriteLine(
                $"The tasks go on without anybody who follows them. The same command with --out {Typed} --resume follows them."
            );
            if (jobs.Length > 0)
                error.WriteLine($"To end them: scancel {jobs}");
            return ExitCode.Interrupted;
        }
        catch (SlurmException e)
        {
            throw new CommandException(ExitCode.Infrastructure, e.Message);
        }
        progress.Dispose();
        return givenUp.IsEmpty ? Merge(console) : throw GivenUp(folder, givenUp);
    }

    private string Typed => ShellWord.Of(Output);

    private FolderLock Claim(ArrayFolder folder)
    {
        if (File.Exists(Path.Combine(Output, RunFolder.RecordFile)))
        {
            throw new CommandException(
                ExitCode.Usage,
                Directory.Exists(folder.Path)
                    ? $"{Output} is whole already: the tasks of {folder.Path} are done"
                    : $"{Output} holds a run already; name another folder with --out"
            );
        }
        try
        {
            return FolderLock.TryTake(folder.Path, LockFile)
                ?? throw new CommandException(
                    ExitCode.Usage,
                    $"{folder.Path} is followed by another process already; its tasks are being run"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(folder.Path, e);
        }
    }

    /// <summary>The array's record, written where it begins, and its script, written anew: options of sbatch may be others.</summary>
    private ArrayRecord Begin(ArrayFolder folder)
    {
        var record = ArrayRecord.Read(folder);
        if (record is not null && !Resume)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{folder.Path} holds an array of tasks already; go on with it by --resume, or name another folder with --out"
            );
        }
        if (record is not null && Difference(record) is { } difference)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{folder.Path} holds the tasks of another command; resume it with what it was begun with, or name another folder with "
                    + $"--out:\n{difference}"
            );
        }
        try
        {
            AtomicFile.Write(folder.Script, System.Text.Encoding.UTF8.GetBytes($"{Script}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(folder.Script, e);
        }
        if (record is null)
            (record = ArrayRecord.Of(Script)).Write(folder);
        return record;
    }

    private string? Difference(ArrayRecord record) =>
        record.Parts != Script.Parts ? $"  --tasks: {record.Parts} then, {Script.Parts} now"
        : !record.Words.SequenceEqual(Script.Words) ? $"  then: {string.Join(' ', record.Words)}\n  now: {string.Join(' ', Script.Words)}"
        : record.WorkingFolder != Script.WorkingFolder ? $"  typed in {record.WorkingFolder} then, in {Script.WorkingFolder} now"
        : null;

    private int Merge(CommandConsole console)
    {
        var folder = Script.Folder;
        // A part without an episode was no run.
        string[] parts =
        [
            .. Enumerable.Range(1, Script.Parts).Select(folder.Part).Where(part => File.Exists(Path.Combine(part, RunFolder.RecordFile))),
        ];
        var merged = MergeCommand.Merge(Installation, parts, Output, allowPartial: false);
        var trials = RunFolder.Begun(merged.Folder).Trials;
        console.Results.WriteLine(
            AsJson
                ? new SummarizedRun(merged.Folder, merged.Status, trials, merged.Summary).ToJson()
                : SummaryTable.Plain(merged.Summary, console.Width)
        );
        if (!AsJson)
            console.Results.WriteLine(merged.Folder);
        Directory.Delete(folder.Parts, recursive: true);
        console.Progress.WriteLine($"As a page: ./blindvla report {Typed}");
        return trials.Errored > 0 ? ExitCode.Infrastructure : ExitCode.Success;
    }

    private CommandException GivenUp(ArrayFolder folder, ImmutableArray<int> tasks)
    {
        var lines = tasks.Select(task =>
            $"  task {task}, {folder.Log($"{task}")}:\n"
            + string.Join('\n', folder.LastLines(task, LinesOfALog).DefaultIfEmpty("it printed nothing").Select(line => $"    {line}"))
        );
        return new(
            ExitCode.Infrastructure,
            $"{RunPlan.Of(tasks.Length, "task", "tasks")} ended {ArrayRun.MostFruitlessTasks} times without another trial:\n"
                + $"{string.Join('\n', lines)}\nmend that, and the same command with --out {Typed} --resume submits them again"
        );
    }
}
