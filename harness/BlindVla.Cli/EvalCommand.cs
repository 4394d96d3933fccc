using System.CommandLine;
using System.Globalization;
using BlindVla.Cluster;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary><c>blindvla eval</c>: policies over the episodes of a suite.</summary>
internal static class EvalCommand
{
    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var suiteName = Suites.Argument();
        var policies = Policies(grammar);
        var episodes = new Option<string>("--episodes")
        {
            Description =
                "Episodes per cell (task x axis x level), or by scope, the first that a cell belongs to: id=248,*=34. With --resume, more "
                + "than the run has are added to it.",
            HelpName = "N|SCOPE=N,...",
            DefaultValueFactory = _ => "20",
        };
        var only = Suites.Only();
        var shard = new Option<string?>("--shard")
        {
            Description = "Only the i-th of n parts; merge puts them together.",
            HelpName = "i/n",
        };
        var seed = Suites.Seed();
        var workers = new WorkerOption();
        var attempts = Options.Number(
            "--attempts",
            "Times a trial is begun before an infrastructure fault makes it errored; the last time in a server process of its own, so that "
                + "no trial is given up for what another did to their server.",
            "N",
            3
        );
        var trialTimeout = TrialTimeout();
        var show = new Option<string?>("--show")
        {
            Description = "Show every policy the camera at this size, e.g. 224x224, even one that needs no pictures.",
            HelpName = "WxH",
        };
        var video = Videos();
        var videoSize = new Option<string?>("--video-size")
        {
            Description = "How large films are, e.g. 640x480 for people; by default 320x240.",
            HelpName = "WxH",
        };
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: results/runs/SUITE-TIME.", HelpName = "DIR" };
        var resume = new Option<bool>("--resume")
        {
            Description =
                "Go on with the run in --out: trials that are missing, errored or not as they were written are run. "
                + "--episodes, --only, --shard and --seed are the run's where they are left out.",
        };
        var world = new WorldOptions(installation);
        var json = new Option<bool>("--json")
        {
            Description = "Print what came of it as JSON: folder, status, trials and the rates of summary.json.",
        };
        var profile = new Option<bool>("--profile")
        {
            Description = "Print where the time of the trials went: simulator, policy, harness.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only say how many trials of which cells there would be, and what they take by the newest run like it.",
        };
        var telemetry = new TelemetryOptions();
        var slurm = new SlurmOptions("into how many tasks the episodes are divided");
        var command = new Command("eval", "Run policies over the episodes of a suite and score them.")
        {
            suiteName,
            policies,
            episodes,
            only,
            shard,
            seed,
            workers.Option,
            attempts,
            trialTimeout,
            show,
            video,
            videoSize,
            output,
            resume,
            json,
            profile,
            dryRun,
        }.WithExamples(
            "./blindvla eval put-on-plate --policy planner --policy hold --episodes 20 --workers 2 --video failures",
            "./blindvla eval put-on-plate --policy planner --only '*/vision/*' --seed 7 --out results/runs/vision",
            "./blindvla eval put-on-plate --policy planner --out results/runs/vision --resume",
            "./blindvla eval put-on-plate --policy planner --out results/runs/planner --resume --episodes 40",
            "./blindvla eval put-on-plate --policy again=replay:results/runs/vision",
            "./blindvla eval ood --policy planner --episodes 100 --slurm --tasks 16 --sbatch '--partition=short --time=1:00:00'"
        );
        world.AddTo(command);
        foreach (var option in telemetry.All)
            command.Add(option);
        slurm.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var problems = slurm.Problems(parse, [shard.Name, "--bridge", "--token-file", "--patience", telemetry.PortOption]).ToList();
                T? Try<T>(Func<T> make)
                    where T : class?
                {
                    try
                    {
                        return make();
                    }
                    catch (Exception e) when (e is CommandException or RunException or InputException)
                    {
                        problems.Add(e.Message);
                        return null;
                    }
                }

                RunIdentity? begun = null;
                if (parse.GetValue(resume) && parse.GetValue(output) is null)
                    problems.Add("--resume needs --out: the folder of the run to go on with");
                else if (parse.GetValue(output) is { } path && !slurm.IsAsked(parse))
                    begun = Try(() => RunFolder.Exists(path, parse.GetValue(resume)) ? RunFolder.Begun(path).Identity : null);
                bool IsGiven(Option option) => parse.GetResult(option) is { Implicit: false };
                var part = parse.GetValue(shard) is { } text ? Try(() => Shard.Parse(text)) : begun?.Shard;
                var pattern = parse.GetValue(only) ?? begun?.Only;
                var perCell = 0;
                var plan = Try(() =>
                {
                    var chosen = Suites
                        .Library(installation)
                        .Load(parse.GetValue(suiteName)!)
                        .Plan(
                            begun is null || IsGiven(seed) ? parse.GetValue(seed) : Suites.SeedOf(begun),
                            begun is null || IsGiven(episodes) ? EpisodeCounts.Parse(parse.GetValue(episodes)!) : Suites.Counts(begun)
                        )
                        .Only(pattern);
                    perCell = chosen.Episodes.DistinctBy(episode => episode.Index).Count();
                    return part is null ? chosen : chosen.Shard(part.Index, part.Count);
                });
                var shown = Try<IReadOnlyList<CameraRequest>>(() =>
                    parse.GetValue(show) is { } size ? [Cameras.ParseSize("--show", size)] : []
                );
                var film = Try<CameraRequest>(() =>
                    parse.GetValue(videoSize) is { } size ? Cameras.ParseSize("--video-size", size) : RunPlan.FilmCamera
                );
                var requests = Try<IReadOnlyList<PolicyRequest>>(() => grammar.ParseAll("--policy", parse.GetValue(policies)!));
                var atATime = Try(() => workers.Of(parse, world));
                if (parse.GetValue(dryRun) && parse.GetValue(json))
                    problems.Add("--dry-run and --json: what a run would take is said in words only");
                if (parse.GetValue(attempts) < 1)
                    problems.Add($"--attempts: expected at least 1, found {parse.GetValue(attempts)}");
                if (problems.Count > 0)
                    throw new CommandException(ExitCode.Usage, string.Join('\n', problems));

                var folder = parse.GetValue(output) ?? DefaultFolder(installation, plan!.Suite.Name);
                if (parse.GetValue(dryRun))
                {
                    string[] names = [.. requests!.Select(request => request.Name)];
                    var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))!;
                    foreach (var line in DryRun.Lines(plan!, names, atATime!.First, beside))
                        Invocation.Of(parse).Results.WriteLine(line);
                    return ExitCode.Success;
                }
                if (slurm.IsAsked(parse))
                {
                    var parts = ArrayFolder.Of(folder);
                    var script = slurm.Script(
                        parse,
                        installation,
                        plan!.Suite.Name,
                        parts,
                        slurm.Tasks(parse) ?? ArrayRecord.Read(parts)?.Parts ?? SlurmOptions.DefaultTasks,
                        workers.Given(parse),
                        [output, resume, workers.Option, json, profile]
                    );
                    if (slurm.IsScriptOnly(parse))
                    {
                        Invocation.Of(parse).Results.Write($"{script}");
                        return ExitCode.Success;
                    }
                    var array = new ArrayEvaluation(
                        installation,
                        plan,
                        [.. requests!.Select(request => request.Name)],
                        script,
                        folder,
                        parse.GetValue(resume)
                    )
                    {
                        AsJson = parse.GetValue(json),
                    };
                    return await array.RunAsync(new SlurmCommands(), Invocation.Of(parse), cancellationToken);
                }
                using var told = telemetry.Start(parse);
                if (plan!.Episodes.IsEmpty)
                {
                    Invocation
                        .Of(parse)
                        .Progress.WriteLine(
                            $"shard {part} has no trials: the plan has only {perCell} episode{(perCell == 1 ? "" : "s")} of "
                                + $"each cell; {folder}"
                        );
                }
                else
                {
                    RunPlan.Announce(Invocation.Of(parse).Progress, plan.Episodes.Length, requests!.Count, atATime!, folder);
                }
                await using var named = await PolicySet.CreateAsync(requests!, shown!);
                var run = new RunPlan(
                    plan,
                    named,
                    pattern,
                    part,
                    folder,
                    parse.GetValue(resume),
                    atATime!,
                    parse.GetValue(attempts),
                    Enum.Parse<VideoMode>(parse.GetValue(video)!, ignoreCase: true),
                    Extends: parse.GetValue(resume) && IsGiven(episodes)
                )
                {
                    AsJson = parse.GetValue(json),
                    Profiles = parse.GetValue(profile),
                    TrialTimeout = TimeSpan.FromSeconds(parse.GetValue(trialTimeout)),
                    Film = film!,
                };
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, run.Workers, log);
                return await run.RunAsync(environments, Invocation.Of(parse), log, stopped => Advice(run, stopped), cancellationToken);
            }
        );
        return command;
    }

    public static Option<string[]> Policies(PolicyGrammar grammar) =>
        new("--policy")
        {
            Description = $"Who acts; repeat for several. {grammar.Syntax}.",
            Required = true,
            HelpName = "[NAME=]SPEC",
        };

    public static Option<double> TrialTimeout() =>
        Options.Number(
            "--trial-timeout",
            "Seconds that an attempt at a trial may take; a longer one breaks off as by an infrastructure fault. For policies that are "
                + "slow and well, raise it.",
            "S",
            otherwise: 3600.0,
            least: 0.001,
            most: 1e7
        );

    public static Option<string> Videos() =>
        Options.Word(
            "--video",
            "Which trials are filmed, in the run's folder: MP4 where ffmpeg is installed, animated WebP otherwise. A film ends two seconds "
                + "after its scene is finished.",
            "none",
            "failures",
            "all"
        );

    public static IEnumerable<string> Advice(RunPlan run, bool stopped)
    {
        var folder = ShellWord.Of(run.Output);
        if (stopped)
            yield return $"Stopped. The same command with --out {folder} --resume finishes it.";
        yield return $"As a page: ./blindvla report {folder}";
    }

    public static string DefaultFolder(Installation installation, string suite) =>
        Path.Combine(
            installation.Runs,
            $"{suite}-{TimeProvider.System.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}"
        );
}
