using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>What one run does, decided before anything is started or written.</summary>
/// <param name="Plan">The episodes.</param>
/// <param name="Policies">Who acts in them.</param>
/// <param name="Only">The pattern the episodes were chosen by; null for all.</param>
/// <param name="Shard">The part of the episodes; null for all.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with the run that is there.</param>
/// <param name="Workers">Episodes at a time.</param>
/// <param name="MaxAttempts">Times a trial is begun before it is given up as errored.</param>
/// <param name="Video">Which trials are filmed.</param>
/// <param name="Extends">A run that is there may get more episodes of its cells.</param>
/// <param name="Attendant">Who lays scenes and judges; null where the environment does both.</param>
internal sealed record RunPlan(
    EpisodePlan Plan,
    IReadOnlyList<NamedPolicy> Policies,
    string? Only,
    Shard? Shard,
    string Output,
    bool Resume,
    WorkerRange Workers,
    int MaxAttempts,
    VideoMode Video,
    bool Extends = false,
    Attendant? Attendant = null
)
{
    /// <summary>The table is printed as JSON, of a stopped run too.</summary>
    public bool AsJson { get; init; }

    /// <summary>Where the time went is printed.</summary>
    public bool Profiles { get; init; }

    internal static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Said before anything moves, wherever something can.</summary>
    internal const string NotSafetyRated =
        "Something real may move. No limit, hold or stop in this software is safety-rated: keep people out of reach and a hand at the "
        + "emergency stop.";

    /// <summary>Of one attempt at a trial; null for any time.</summary>
    public TimeSpan? TrialTimeout { get; init; }

    /// <summary>Half the native size: a person sees everything, and a film stays below 200 KB.</summary>
    internal static readonly CameraRequest FilmCamera = new(Cameras.Main, 320, 240);

    /// <summary>What is filmed, and how large.</summary>
    public CameraRequest Film { get; init; } = FilmCamera;

    /// <summary>Runs it and prints the table. Nothing is written when something does not fit.</summary>
    /// <param name="advice">What can be done next, of a run that was stopped (true) or came to its end.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        IEnvironmentSource environments,
        CommandConsole console,
        RunLog log,
        Func<bool, IEnumerable<string>> advice,
        CancellationToken cancellationToken
    )
    {
        var (output, error) = (console.Results, console.Progress);
        var spec = await environments.DescribeAsync(cancellationToken);
        Suites.Require(Plan, spec, Policies, Video == VideoMode.None ? [] : [Film], Attendant is not null);
        using var folder = Open(spec, environments.Servers, error);
        var result = await log.RunAsync(folder, logger => EvaluateAsync(environments, spec, folder, console, logger, cancellationToken));

        var isBlind = Attendant is not null && result.Cancelled;
        try
        {
            // Whoever goes on judging may not know rates, nor who comes next.
            if (AsJson)
            {
                output.WriteLine(new SummarizedRun(folder.Path, folder.Record.Status, folder.Record.Trials, result.Summary).ToJson());
            }
            else
            {
                if (!isBlind && !result.Summary.Rows.IsEmpty)
                    output.WriteLine(SummaryTable.Plain(result.Summary, console.Width));
                output.WriteLine(folder.Path);
            }
        }
        finally
        {
            foreach (
                var line in isBlind
                    ? []
                    : ErroredTrials.Of(folder.Trials).Concat(ClippingWarning.Of(folder.Trials)).Concat(RealTimeSummary.Of(folder.Trials))
            )
                error.WriteLine(line);
            if (Profiles)
                error.WriteLine(StageProfile.Plain(folder.Trials, console.Width));
            // Also for whoever lost the table: everything is in the folder.
            foreach (var line in advice(result.Cancelled))
                error.WriteLine(line);
        }
        if (result.Cancelled)
            return ExitCode.Interrupted;
        return folder.Record.Trials.Errored > 0 ? ExitCode.Infrastructure : ExitCode.Success;
    }

    /// <summary>The first line of a run, before anything that takes time: a model to load, a simulator to start.</summary>
    public static void Announce(ConsoleWriter error, int episodes, int policies, WorkerRange workers, string folder)
    {
        error.WriteLine(
            $"{Of(episodes * policies, "trial", "trials")} ({Of(episodes, "episode", "episodes")}, {Of(policies, "policy", "policies")}), "
                + $"{workers}, {folder}"
        );
    }

    /// <summary>Opens the run's folder, and says what whoever started the run should know of the world, of its policies
    /// and of what was there.</summary>
    /// <param name="servers">Processes that are started; null for none.</param>
    /// <exception cref="RunException">It cannot be.</exception>
    public RunFolder Open(EnvironmentSpec spec, int? servers, ConsoleWriter error)
    {
        if (spec.Capabilities.RealTime)
            error.WriteLine(NotSafetyRated);
        foreach (var (name, policy) in Policies.DistinctBy(named => named.Policy))
        foreach (var note in policy.Spec.Notes.Concat(NotesOnTime(spec, policy.Spec)))
            error.WriteLine($"{name}: {note}");
        var extension = Extends && RunFolder.Exists(Output, Resume) ? Extension() : null;
        var folder = RunFolder.Open(Output, Record(spec, servers), Resume, TimeProvider.System, Plan.Suite.Source, extension is not null);
        if (extension is not null)
            error.WriteLine(extension);
        if (folder.Repair is { } repair)
            error.WriteLine(repair);
        var finished = folder.Trials.Count(trial => trial.Outcome != Outcome.Errored);
        if (finished > 0)
            error.WriteLine($"{Of(finished, "trial is", "trials are")} there already");
        return folder;
    }

    private IEnumerable<string> NotesOnTime(EnvironmentSpec spec, PolicySpec policy)
    {
        if (spec.Capabilities.RealTime && policy.ChunkLength < 2)
            yield return "it gives one action at a time and cannot think while the arm moves; the arm "
                + (Plan.Suite.Late == LateRule.Hold ? "is told to hold meanwhile" : "waits for it");
    }

    /// <summary>What is to be said where a run gets more episodes; null where it has as many.</summary>
    /// <exception cref="RunException">It has some that it would lose.</exception>
    private string? Extension()
    {
        var (before, now) = (Suites.Counts(RunFolder.Begun(Output).Identity), Plan.Counts);
        if ($"{before}" == $"{now}")
            return null;
        var run = RecordedRun.Open(Output);
        var ids = Plan.Episodes.Select(episode => episode.Id).ToHashSet();
        if (run.Trials.FirstOrDefault(trial => !ids.Contains(trial.EpisodeId)) is { EpisodeId: var lost })
        {
            throw new RunException(
                RunFault.Refused,
                Only is not null && !new EpisodeGlob(Only).IsMatch(lost)
                    ? $"{run.Path} has {lost}, which --only {ShellWord.Of(Only)} leaves out: a run can get more episodes, not fewer; leave "
                        + $"--only out, and for cells of different numbers give --episodes scopes, such as 'id={now.Most},*={before.Most}'"
                    : $"{run.Path} has {lost}, which --episodes {now} leaves out: a run can get more episodes, not fewer (it has {before})"
            );
        }
        return $"Episodes of each cell: {before} until now, {now} from now on. A gate of recorded runs that is asked before and after errs "
            + "more often than its alpha; gate --run may be asked at any time.";
    }

    /// <summary>"1 worker", "2 workers".</summary>
    public static string Of(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private async Task<EvaluationResult> EvaluateAsync(
        IEnvironmentSource environments,
        EnvironmentSpec spec,
        RunFolder folder,
        CommandConsole console,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        using var progress = Attendant.ProgressOf(Attendant, console, Workers.First);
        using var finishing = console.Interruption.Finishing(progress.OnStopping);
        var videos = Path.Combine(folder.Path, RunFolder.VideoFolder);
        await using var recorder = new VideoRecorder(videos, Video, Film, spec.ControlPeriodSeconds, spec.Measures);
        var options = new EvaluationOptions(Workers.First, MaxAttempts, CallTimeout)
        {
            MostWorkers = Workers.Most,
            TrialTimeout = TrialTimeout,
            Watchers =
            [
                .. recorder.Watch is { } film ? [film] : Array.Empty<Func<EpisodeSpec, string, IEpisodeObserver>>(),
                .. Attendant?.WatchersIn(spec, folder) ?? [],
            ],
            Stopping = console.Interruption.Stop,
            Operator = Attendant?.Operator,
        };
        return await new Evaluator(environments, Policies, options, new LoggedProgress(progress, logger), TimeProvider.System).RunAsync(
            Plan.Episodes,
            folder,
            cancellationToken
        );
    }

    private RunRecord Record(EnvironmentSpec spec, int? servers)
    {
        var version = Installation.Version.Split('+');
        var identity = new RunIdentity(
            new(Plan.Suite.Name, $"{Plan.Suite.Version}", Plan.Suite.Sha256, Plan.Suite.CatalogueSha256),
            new(version[0], version.ElementAtOrDefault(1)),
            EnvironmentIdentity.Of(spec),
            [.. Policies.Select(PolicyIdentity.Of)],
            Plan.Suite.Tasks.Select(task => task.SuccessRule).Distinct().ToList() is [var rule] ? rule : null,
            Plan.Seed,
            Plan.Counts.Most,
            Only,
            Shard
        )
        {
            Episodes = Plan.Counts.IsUniform ? null : $"{Plan.Counts}",
            IsJudged = Attendant is not null,
        };
        var settings = new RunSettings(
            Workers.First,
            MaxAttempts,
            CallTimeout.TotalSeconds,
            Video.ToString().ToLowerInvariant(),
            TrialTimeout?.TotalSeconds,
            Servers: servers
        );
        return RunRecord.Begin(identity, settings, Plan.Episodes.Length * Policies.Count, TimeProvider.System);
    }
}
