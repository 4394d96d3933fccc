using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Text;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>The folder of one run, open for writing by this process only. Thread-safe.</summary>
public sealed class RunFolder : IDisposable
{
    public const string RecordFile = "run.json";
    public const string LedgerFile = "episodes.csv";
    public const string ActionFolder = "actions";
    public const string VideoFolder = "videos";
    public const string Mp4Extension = ".mp4";
    public const string WebpExtension = ".webp";

    /// <summary>Beside a film in MP4: its last frame.</summary>
    public const string StillExtension = ".last.webp";

    /// <summary>Beside a film: what was asked for and measured at each of its frames.</summary>
    public const string TraceExtension = ".trace.json";
    public const string PictureFolder = "pictures";
    public const string ExpectedFolder = "expected";
    public const string PictureExtension = ".png";
    public const string LogFile = "run.log";
    private const string LockFile = "run.lock";

    /// <summary>A shared disk answers many who wait for it in the time of one.</summary>
    private const int CopiesAtATime = 16;

    private static readonly string[] LeftByABeginning = [LockFile, RecordFile + AtomicFile.UnfinishedExtension];

    private readonly Lock _lock = new();
    private readonly FolderLock _claim;
    private readonly Ledger _ledger;
    private readonly ActionLog _actions;
    private readonly TimeProvider _time;
    private readonly long _opened;
    private readonly double _earlierSeconds;

    private RunFolder(string path, FolderLock claim, RunRecord record, Ledger ledger, ActionLog actions, TimeProvider time)
    {
        (Path, _claim, Record, _ledger, _actions, _time) = (path, claim, record, ledger, actions, time);
        _opened = time.GetTimestamp();
        _earlierSeconds = record.Timings.WallSeconds;
        var (counted, there) = (record.Trials.Finished + record.Trials.Errored, ledger.Trials.Count);
        Repair = ledger.Repair
            ?? (
                counted > there
                    ? $"{System.IO.Path.Combine(path, LedgerFile)}: {RecordFile} counts {counted} trials, {there} are there; the others "
                        + "will be run again"
                    : null
            );
    }

    public string Path { get; }

    /// <summary>As last written to <c>run.json</c>.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>What was mended, or is missing, when a run was resumed; null for nothing.</summary>
    public string? Repair { get; }

    /// <summary>The trials in the ledger now, finished or errored.</summary>
    public IReadOnlyList<TrialRecord> Trials
    {
        get
        {
            lock (_lock)
            {
                return [.. _ledger.Trials.Values];
            }
        }
    }

    /// <summary>
    /// Begins a run in a new or empty folder, or, with <paramref name="resume"/>, goes on with the run that is there: trials whose row or
    /// actions are not as they were written are taken off, so that they are run again. Its copy of the suite stays as it is; one that is
    /// gone is written again.
    /// </summary>
    /// <param name="record">The run as it would begin.</param>
    /// <param name="suite">The suite's file, of which the run keeps a copy; null where there is none to be had.</param>
    /// <param name="extends">The run that is there may have fewer episodes of its cells.</param>
    /// <exception cref="RunException">
    /// The folder holds something else, no run that could be resumed, one whose record or copy of the suite was changed, or another process
    /// writes it; nothing was written.
    /// </exception>
    public static RunFolder Open(string path, RunRecord record, bool resume, TimeProvider time, string? suite = null, bool extends = false)
    {
        path = System.IO.Path.GetFullPath(path);
        var begins = !Exists(path, resume);
        if (!begins)
        {
            record = GoOn(path, Begun(path), record, extends);
        }
        var claim = Claim(path);
        try
        {
            var copy = suite is null ? null : System.IO.Path.Combine(path, SuiteFile.RelativePath(record.Identity.Suite.Name));
            var keeps = copy is not null && (record.SuiteFileSha256 is null || !File.Exists(copy));
            if (keeps)
            {
                record = record with { SuiteFileSha256 = SuiteFile.Digest(suite!) };
            }
            if (begins || keeps)
            {
                // First of all, so that whatever breaks the beginning off leaves a run, or next to nothing.
                Write(path, record);
            }
            if (keeps)
            {
                Keep(copy!, suite!);
            }
            var actions = new ActionLog(System.IO.Path.Combine(path, ActionFolder));
            var ledger = Ledger.Open(System.IO.Path.Combine(path, LedgerFile), record.Identity.Environment.Measures ?? [], trial =>
                record.Contradiction(trial) ?? actions.Fault(trial)
            );
            var folder = new RunFolder(path, claim, record, ledger, actions, time);
            folder.Save(RunStatus.Running);
            return folder;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder holds a run to go on with, before anything else is looked at.</summary>
    /// <returns>False where a run may begin: in a new or empty folder, or one that was left by a beginning which was broken off.</returns>
    /// <exception cref="RunException">It holds a run that nobody wants to go on with or that was imported, something else, or no run that
    /// could be resumed.</exception>
    /// <param name="resume">Whether to go on with one; null where the command never does.</param>
    public static bool Exists(string path, bool? resume)
    {
        path = System.IO.Path.GetFullPath(path);
        var exists = File.Exists(System.IO.Path.Combine(path, RecordFile));
        if (exists && resume is not true)
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} holds a run already; name another folder with --out" + (resume is null ? "" : ", or go on with that run: --resume")
            );
        }
        if (exists)
        {
            Begun(path);
        }
        var isFolder = Directory.Exists(path);
        if (
            !exists
            && isFolder
            && Directory.EnumerateFileSystemEntries(path).Select(System.IO.Path.GetFileName).Except(LeftByABeginning).Any()
        )
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} is not empty and holds no run ({RecordFile} is missing); name another folder with --out"
            );
        }
        // A disk that was full at the beginning leaves an empty folder.
        return exists || resume is not true || isFolder ? exists : throw RecordedRun.Absent(path, "leave out --resume to begin one there");
    }

    /// <summary>Writes a trial: first its actions, then its row, each on the disk before this returns.</summary>
    /// <param name="result">What happened; null for an errored trial.</param>
    /// <exception cref="RunException">The disk refuses, or the trial is there already.</exception>
    public void Add(TrialRecord trial, EpisodeResult? result)
    {
        lock (_lock)
        {
            if (result is not null)
            {
                _actions.Write(trial.Key, new(result.RequestedActions, result.AppliedActions, result.ActionLength));
            }
            _ledger.Append(trial);
        }
    }

    /// <summary>Writes trials that another harness carried out, of which there are no actions.</summary>
    /// <exception cref="RunException">The disk refuses, or one of them is there already.</exception>
    public void AddImported(IReadOnlyCollection<TrialRecord> trials)
    {
        lock (_lock)
        {
            _ledger.AppendAll(trials);
        }
    }

    /// <summary>Takes over trials of other runs, in this order, with their actions and, where they have them, their videos: first all of
    /// those, then all rows at once.</summary>
    /// <exception cref="RunException">The disk refuses, the actions are missing or damaged, or a trial is there already; the ledger is then
    /// as before.</exception>
    internal void CopyAll(IReadOnlyList<(TrialRecord Trial, RecordedRun From)> trials)
    {
        lock (_lock)
        {
            try
            {
                Parallel.ForEach(trials, new() { MaxDegreeOfParallelism = CopiesAtATime }, pair => Copy(pair.Trial, pair.From));
            }
            catch (AggregateException e) when (e.InnerException is RunException first)
            {
                ExceptionDispatchInfo.Throw(first);
            }
            _ledger.AppendAll([.. trials.Select(pair => pair.Trial)]);
        }
    }

    /// <summary>Writes the summary and <c>run.json</c>: complete when every planned trial is there, partial otherwise.</summary>
    /// <exception cref="RunException">The disk refuses.</exception>
    public Summary Close()
    {
        lock (_lock)
        {
            var summary = Summary.Of(Record.Identity, [.. _ledger.Trials.Values]);
            summary.Write(Path);
            Save(_ledger.Trials.Count >= Record.Trials.Planned ? RunStatus.Complete : RunStatus.Partial);
            return summary;
        }
    }

    /// <summary>Takes down how many workers were faster; it is written with the next <see cref="Close"/>.</summary>
    internal void SetWorkers(int workers, ImmutableArray<WorkerRate> rates)
    {
        lock (_lock)
        {
            Record = Record with { Settings = Record.Settings with { Workers = workers, WorkerRates = rates } };
        }
    }

    /// <summary>Writes down that a gate is going to look at the run, which is then no sample of fixed size.</summary>
    /// <exception cref="RunException">The disk refuses.</exception>
    /// <param name="power">With which each of its claims was planned to pass.</param>
    public void LetLook(GateRules gate, ImmutableArray<double>? power)
    {
        lock (_lock)
        {
            if (Record.Gate is null)
            {
                Record = Record with { Gate = gate.Name, GateSha256 = gate.Sha256, GatePower = power };
            }
            Save(Record.Status);
        }
    }

    /// <summary>Writes down what a gate says of a run that was closed: that the trials which are missing are not needed, and that also a
    /// run of which none are missing was looked at on the way.</summary>
    /// <exception cref="RunException">The disk refuses.</exception>
    public void Conclude(Verdict verdict)
    {
        lock (_lock)
        {
            if (verdict != Verdict.NotComparable)
            {
                Save(verdict == Verdict.Inconclusive ? RunStatus.Undecided : RunStatus.Decided);
            }
        }
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _claim.Dispose();
    }

    /// <summary>Keeps a text in the folder.</summary>
    private static void Keep(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>What the run in a folder was begun with, whatever state its trials are in.</summary>
    /// <exception cref="RunException">There is none, its record cannot be read, or it was not begun here.</exception>
    public static RunRecord Begun(string path)
    {
        var earlier = RunRecord.Read(System.IO.Path.Combine(path, RecordFile));
        return earlier.Identity.Imported is { } imported
            ? throw new RunException(
                RunFault.Refused,
                $"{path} was imported from {imported.Harness}, and only that harness can go on with it; name another folder with --out"
            )
            : earlier;
    }

    private static RunRecord GoOn(string path, RunRecord earlier, RunRecord record, bool extends)
    {
        if (extends)
        {
            var (identity, now) = (earlier.Identity, record.Identity);
            earlier = earlier with { Identity = identity with { EpisodesPerCell = now.EpisodesPerCell, Episodes = now.Episodes } };
        }
        if (!earlier.CanBeResumedBy(record))
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} was begun by an earlier version of blindvla; go on with that version, or begin a new run in "
                    + "another folder with --out"
            );
        }
        var differences = RunComparison.Differences(earlier.Identity, record.Identity);
        if (!differences.IsEmpty)
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} holds another run; resume it with what it was begun with, or name another folder with --out:\n"
                    + string.Join('\n', differences.Select(difference => $"  {difference}"))
            );
        }
        SuiteFile.Check(path, earlier);
        return earlier with
        {
            SchemaVersion = record.SchemaVersion,
            Settings = record.Settings,
            Trials = earlier.Trials with { Planned = record.Trials.Planned },
        };
    }

    private static FolderLock Claim(string path)
    {
        try
        {
            return FolderLock.TryTake(path, LockFile)
                ?? throw new RunException(
                    RunFault.Refused,
                    $"{path} is being written by another process; wait for it, or name another folder with --out"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>The film of a trial in a run's folder; null where it was not filmed.</summary>
    public static string? FilmOf(string folder, TrialKey trial) =>
        new[] { Mp4Extension, WebpExtension }
            .Select(extension => System.IO.Path.Combine(folder, VideoFolder, TrialFile.RelativePath(trial, extension)))
            .FirstOrDefault(File.Exists);

    private void Copy(TrialRecord trial, RecordedRun from)
    {
        if (trial.Outcome != Outcome.Errored)
        {
            _actions.Write(trial.Key, from.Actions(trial.Key));
        }
        CopyVideo(trial.Key, from);
    }

    private void CopyVideo(TrialKey trial, RecordedRun from)
    {
        foreach (var extension in (string[])[Mp4Extension, WebpExtension, StillExtension, TraceExtension])
        {
            var relative = System.IO.Path.Combine(VideoFolder, TrialFile.RelativePath(trial, extension));
            var (source, target) = (System.IO.Path.Combine(from.Path, relative), System.IO.Path.Combine(Path, relative));
            if (!File.Exists(source))
            {
                continue;
            }
            try
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                File.Copy(source, target);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw RunException.Unwritable(target, e);
            }
        }
    }

    private void Save(RunStatus status)
    {
        var errored = _ledger.Trials.Values.Count(trial => trial.Outcome == Outcome.Errored);
        Record = Record with
        {
            Status = status,
            Timings = Record.Timings with
            {
                UpdatedAt = _time.GetUtcNow(),
                WallSeconds = _earlierSeconds + _time.GetElapsedTime(_opened).TotalSeconds,
            },
            Trials = Record.Trials with { Finished = _ledger.Trials.Count - errored, Errored = errored },
        };
        Write(Path, Record);
    }

    private static void Write(string folder, RunRecord record)
    {
        var path = System.IO.Path.Combine(folder, RecordFile);
        try
        {
            AtomicFile.Write(path, record.Encode());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }
}
