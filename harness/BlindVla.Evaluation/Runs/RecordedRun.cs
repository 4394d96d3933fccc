using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A run read back from its folder.</summary>
public sealed class RecordedRun
{
    private readonly ActionLog _actions;
    private readonly Dictionary<TrialKey, TrialRecord> _byKey;

    private readonly Dictionary<TrialKey, RecordedRun> _partOf = [];

    private RecordedRun(string path, RunRecord record, IReadOnlyList<TrialRecord> trials)
    {
        (Path, Record, Trials, Parts) = (path, record, trials, [this]);
        _actions = new(System.IO.Path.Combine(path, RunFolder.ActionFolder));
        _byKey = trials.ToDictionary(trial => trial.Key);
    }

    public string Path { get; }

    public RunRecord Record { get; }

    /// <summary>In the order of the ledger.</summary>
    public IReadOnlyList<TrialRecord> Trials { get; }

    /// <summary>The shards that it is made of; itself alone where it is a run of one folder.</summary>
    public IReadOnlyList<RecordedRun> Parts { get; private init; }

    /// <summary>In whose folder the files of a trial are.</summary>
    public RecordedRun PartOf(TrialKey trial) => _partOf.GetValueOrDefault(trial, this);

    /// <summary>Shards of one run as that run, so far as it is there, in the place of the first of them; everything else as it is.
    /// Nothing is written: a merged run of its own is what <see cref="RunMerge"/> makes.</summary>
    /// <exception cref="RunException">Two shards hold the same trial.</exception>
    public static IReadOnlyList<RecordedRun> Together(IEnumerable<RecordedRun> runs)
    {
        var whole = new List<List<RecordedRun>>();
        foreach (var run in runs)
        {
            if (run.Record.Identity.Shard is not null && whole.Find(shards => AreOfOneRun(shards[0], run)) is { } others)
            {
                others.Add(run);
            }
            else
            {
                whole.Add([run]);
            }
        }
        return [.. whole.Select(shards => shards.Count == 1 ? shards[0] : OfShards(shards))];
    }

    private static bool AreOfOneRun(RecordedRun one, RecordedRun other) =>
        one.Record.Identity.Shard is not null
        && RunComparison.Differences(one.Record.Identity with { Shard = null }, other.Record.Identity with { Shard = null }).IsEmpty;

    private static RecordedRun OfShards(List<RecordedRun> shards)
    {
        var first = shards[0].Record;
        var trials = shards.SelectMany(shard => shard.Trials).ToList();
        if (trials.GroupBy(trial => trial.Key).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new RunException(
                RunFault.Refused,
                $"{twice} is in two of the shards {string.Join(", ", shards.Select(shard => shard.Path))}; leave one out"
            );
        }
        var run = new RecordedRun(
            shards[0].Path,
            first with
            {
                Identity = first.Identity with { Shard = null },
                Status =
                    shards.TrueForAll(shard => shard.Record.Status == RunStatus.Complete) && shards.Count == first.Identity.Shard!.Count
                        ? RunStatus.Complete
                        : RunStatus.Partial,
                Trials = new(
                    shards.Sum(shard => shard.Record.Trials.Planned),
                    shards.Sum(shard => shard.Record.Trials.Finished),
                    shards.Sum(shard => shard.Record.Trials.Errored)
                ),
            },
            trials
        )
        {
            Parts = shards,
        };
        foreach (var shard in shards)
        {
            foreach (var trial in shard.Trials)
            {
                run._partOf[trial.Key] = shard;
            }
        }
        return run;
    }

    /// <exception cref="RunException">There is no run, it cannot be read, was cut short, or its files are not as they were
    /// written.</exception>
    public static RecordedRun Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var record = System.IO.Path.Combine(path, RunFolder.RecordFile);
        if (!File.Exists(record))
        {
            throw Absent(path);
        }
        var run = RunRecord.Read(record);
        SuiteFile.Check(path, run);
        return Whole(
            new(
                path,
                run,
                Ledger.Read(
                    System.IO.Path.Combine(path, RunFolder.LedgerFile),
                    run.LedgerVersion,
                    run.Identity.Environment.Measures ?? [],
                    run.Identity.Imported is not null
                )
            )
        );
    }

    /// <summary>Refuses a run that another harness carried out, for whatever needs more of it than its results.</summary>
    /// <param name="what">Needs more, for the middle of a sentence.</param>
    /// <exception cref="RunException">It was imported.</exception>
    public void RequireOwn(string what)
    {
        if (Record.Identity.Imported is { } imported)
        {
            throw new RunException(
                RunFault.Refused,
                $"{Path} was imported from {imported.Harness}: it has results, but neither scenes nor actions, and {what}"
            );
        }
    }

    /// <summary>The copy of the suite that the run keeps; null where it has none.</summary>
    /// <exception cref="RunException">The suite's name is no name of a file.</exception>
    public string? SuiteCopy =>
        System.IO.Path.Combine(Path, SuiteFile.RelativePath(Record.Identity.Suite.Name)) is var copy && File.Exists(copy) ? copy : null;

    /// <summary>The text of the run's copy of its suite; null where it has none.</summary>
    /// <exception cref="RunException">It cannot be read.</exception>
    internal string? ReadSuite() => SuiteCopy is { } copy ? SuiteFile.ReadText(copy) : null;

    /// <summary>There is no run in a folder; those in it, or those beside it with the nearest names, are named.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="advice">What else to do; null for nothing.</param>
    internal static RunException Absent(string path, string? advice = null)
    {
        var (parent, name) = (System.IO.Path.GetDirectoryName(path), System.IO.Path.GetFileName(path));
        var (inside, beside) = (RunsIn(path), RunsIn(parent));
        var lack = Directory.Exists(path) ? $"{RunFolder.RecordFile} is missing" : "there is no such folder";
        string?[] hints =
        [
            inside.Count > 0 ? $"the runs in it: {NearestNames.List(inside)}"
            : beside.Count > 0 && !Directory.Exists(path) ? NearestNames.Suggest(name, beside)
            : null,
            advice,
        ];
        return new(RunFault.Refused, string.Join("; ", hints.OfType<string>().Prepend($"no run in {path} ({lack})")));
    }

    /// <summary>Names of the folders in a folder that hold a run.</summary>
    private static List<string> RunsIn(string? folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(folder)
                    .Where(run => File.Exists(System.IO.Path.Combine(run, RunFolder.RecordFile)))
                    .Select(run => System.IO.Path.GetFileName(run))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>One trial of the run.</summary>
    /// <exception cref="RunException">It is not in the run; the nearest ids are named.</exception>
    public TrialRecord Trial(TrialKey key) =>
        _byKey.TryGetValue(key, out var trial)
            ? trial
            : throw new RunException(
                RunFault.Refused,
                $"{Path} has no trial of {key}; "
                    + (
                        _byKey.Keys.Any(other => other.Policy == key.Policy)
                            ? NearestNames.Suggest(
                                key.EpisodeId,
                                _byKey.Keys.Where(other => other.Policy == key.Policy).Select(other => other.EpisodeId)
                            )
                            : $"its policies: {NearestNames.List([.. Record.Identity.Policies.Select(policy => policy.Name)])}"
                    )
            );

    /// <summary>What was requested and what was applied in a finished trial, checked against the ledger's digests.</summary>
    /// <exception cref="RunException">The trial was not finished, or its actions are missing or damaged.</exception>
    public RecordedActions Actions(TrialKey key)
    {
        var trial = Trial(key);
        return trial.Outcome != Outcome.Errored
            ? PartOf(key)._actions.Read(trial)
            : throw new RunException(RunFault.Refused, $"{Path}: {key} is errored ({trial.Error}); it has no actions");
    }

    /// <summary>A ledger only grows, and <c>run.json</c> is written after it; so it never has fewer trials than <c>run.json</c>
    /// counts.</summary>
    private static RecordedRun Whole(RecordedRun run)
    {
        var ledger = System.IO.Path.Combine(run.Path, RunFolder.LedgerFile);
        foreach (var trial in run.Trials)
        {
            if (run.Record.Contradiction(trial) is { } contradiction)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{ledger} and {RunFolder.RecordFile} are not of one run: in the row of {trial.Key} {contradiction}; put the run's "
                        + "own files back"
                );
            }
        }
        var counted = run.Record.Trials.Finished + run.Record.Trials.Errored;
        if (run.Trials.Count > run.Record.Trials.Planned)
        {
            throw new RunException(
                RunFault.Refused,
                $"{ledger} and {RunFolder.RecordFile} are not of one run: {run.Trials.Count} trials are there, "
                    + $"{run.Record.Trials.Planned} were planned; put the run's own files back"
            );
        }
        return run.Trials.Count >= counted
            ? run
            : throw new RunException(
                RunFault.Refused,
                $"{ledger} was cut short: it has {run.Trials.Count} trials, {RunFolder.RecordFile} counts {counted}; "
                    + "put the whole file back, or run the missing trials again with eval --resume"
            );
    }
}
