using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BlindVla.Cluster;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>The tasks of a run, followed by this process alone until there is what the run is made of.</summary>
internal sealed class FollowedArray : IDisposable
{
    private const string LockFile = "following.lock";
    private const int LinesOfALog = 3;

    private readonly JobScript _script;
    private readonly string _output;
    private readonly FolderLock _claim;
    private readonly ArrayRecord _record;

    /// <param name="script">What a task does.</param>
    /// <param name="output">The run's folder.</param>
    /// <param name="resume">Go on with an array that is there.</param>
    /// <exception cref="CommandException">The run is there, or its tasks are another command's, or followed by another process.</exception>
    public FollowedArray(JobScript script, string output, bool resume)
    {
        (_script, _output) = (script, output);
        _claim = Claim();
        try
        {
            _record = Begin(resume);
        }
        catch
        {
            _claim.Dispose();
            throw;
        }
    }

    private ArrayFolder Folder => _script.Folder;

    /// <summary>Those that were begun; a part without an episode was no run.</summary>
    public string[] Parts =>
        [.. Enumerable.Range(1, _script.Parts).Select(Folder.Part).Where(part => File.Exists(Path.Combine(part, RunFolder.RecordFile)))];

    /// <summary>What the tasks cost besides their trials, for whoever chooses how many there are; null where it is not known.</summary>
    public string? Overhead =>
        ArrayOverhead.Of(Folder, _script.Parts) is { } overhead
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Besides its trials a task took {overhead.SecondsToBegin:0.0} s until it could begin{EachTrial(overhead)} "
                    + $"({RunPlan.Of(overhead.Tasks, "task", "tasks")})."
            )
            : null;

    private static string EachTrial(ArrayOverhead overhead) =>
        overhead.SecondsATrial is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", and {seconds:0.00} s a trial") : "";

    /// <exception cref="CommandException">Tasks were given up or cannot be submitted, or nobody follows any more.</exception>
    public async Task FollowAsync(ArrayRun run, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        ImmutableArray<int> givenUp;
        try
        {
            givenUp = await run.FollowAsync(_record, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            var jobs = string.Join(' ', ArrayRecord.Read(Folder)?.Jobs ?? []);
            throw new CommandException(
                ExitCode.Interrupted,
                $"The tasks go on without anybody who follows them. The same command with --out {ShellWord.Of(_output)} --resume follows "
                    + $"them.{(jobs.Length > 0 ? $"\nTo end them: scancel {jobs}" : "")}"
            );
        }
        catch (SlurmException e)
        {
            progress.Dispose();
            throw new CommandException(ExitCode.Infrastructure, e.Message);
        }
        progress.Dispose();
        if (!givenUp.IsEmpty)
            throw GivenUp(givenUp);
    }

    /// <summary>Puts the run together under another name first, so that it is never half there, and deletes the parts.</summary>
    /// <param name="gather">Writes the run into a folder.</param>
    public T Gather<T>(Func<string, T> gather)
    {
        try
        {
            if (Directory.Exists(Folder.Whole))
                Directory.Delete(Folder.Whole, recursive: true);
            var result = gather(Folder.Whole);
            if (Directory.Exists(_output))
                Directory.Delete(_output);
            Directory.Move(Folder.Whole, _output);
            DeleteParts();
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(_output, e);
        }
    }

    private void DeleteParts()
    {
        try
        {
            Directory.Delete(Folder.Parts, recursive: true);
        }
        catch (IOException)
        {
            // A task on a node that does not answer still writes there; the run needs nothing of it.
        }
    }

    public void Dispose() => _claim.Dispose();

    private FolderLock Claim()
    {
        if (File.Exists(Path.Combine(_output, RunFolder.RecordFile)))
        {
            throw new CommandException(
                ExitCode.Usage,
                Directory.Exists(Folder.Path)
                    ? $"{_output} is whole already: the tasks of {Folder.Path} are done; the same command without --slurm goes on with it"
                    : $"{_output} holds a run already; name another folder with --out"
            );
        }
        RunFolder.Exists(_output, resume: false);
        try
        {
            return FolderLock.TryTake(Folder.Path, LockFile)
                ?? throw new CommandException(
                    ExitCode.Usage,
                    $"{Folder.Path} is followed by another process already; its tasks are being run"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(Folder.Path, e);
        }
    }

    /// <summary>The array's record, written where it begins, and its script, written anew: options of sbatch may be others.</summary>
    private ArrayRecord Begin(bool resume)
    {
        var record = ArrayRecord.Read(Folder);
        if (record is not null && !resume)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{Folder.Path} holds an array of tasks already; go on with it by --resume, or name another folder with --out"
            );
        }
        if (record is not null && Difference(record) is { } difference)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{Folder.Path} holds the tasks of another command; resume it with what it was begun with, or name another folder with "
                    + $"--out:\n{difference}"
            );
        }
        try
        {
            AtomicFile.Write(Folder.Script, Encoding.UTF8.GetBytes($"{_script}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(Folder.Script, e);
        }
        if (record is null)
            (record = ArrayRecord.Of(_script)).Write(Folder);
        return record;
    }

    private string? Difference(ArrayRecord record) =>
        record.Parts != _script.Parts ? $"  --tasks: {record.Parts} then, {_script.Parts} now"
        : !record.Words.SequenceEqual(_script.Words) ? $"  then: {string.Join(' ', record.Words)}\n  now: {string.Join(' ', _script.Words)}"
        : record.WorkingFolder != _script.WorkingFolder ? $"  typed in {record.WorkingFolder} then, in {_script.WorkingFolder} now"
        : null;

    private CommandException GivenUp(ImmutableArray<int> tasks)
    {
        var lines = tasks.Select(task =>
            $"  task {task}, {Folder.Log($"{task}")}:\n"
            + string.Join('\n', Folder.LastLines(task, LinesOfALog).DefaultIfEmpty("it printed nothing").Select(line => $"    {line}"))
        );
        return new(
            ExitCode.Infrastructure,
            $"{RunPlan.Of(tasks.Length, "task", "tasks")} ended {ArrayRun.MostFruitlessTasks} times without another trial:\n"
                + $"{string.Join('\n', lines)}\nmend that, and the same command with --out {ShellWord.Of(_output)} --resume submits them "
                + "again"
        );
    }
}
