using System.CommandLine;
using BlindVla.Cluster;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>The options of <c>eval</c>, and what they come to.</summary>
internal sealed class EvalOptions(Installation installation, PolicyGrammar grammar)
{
    private readonly Argument<string> _suiteName = Suites.Argument();
    private readonly Option<string[]> _policies = EvalCommand.Policies(grammar);
    private readonly Option<string> _episodes = new("--episodes")
    {
        Description =
            "Episodes per cell (task x axis x level), or by scope, the first that a cell belongs to: id=248,*=34. With --resume, more "
            + "than the run has are added to it.",
        HelpName = "N|SCOPE=N,...",
        DefaultValueFactory = _ => "20",
    };
    private readonly Option<string?> _only = Suites.Only();
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Only the i-th of n parts; merge puts them together.",
        HelpName = "i/n",
    };
    private readonly Option<ulong> _seed = Suites.Seed();
    private readonly WorkerOption _workers = new();
    private readonly Option<int> _attempts = Options.Number(
        "--attempts",
        "Times a trial is begun before an infrastructure fault makes it errored; the last time in a server process of its own, so that "
            + "no trial is given up for what another did to their server.",
        "N",
        3
    );
    private readonly Option<double> _trialTimeout = EvalCommand.TrialTimeout();
    private readonly Option<string?> _show = new("--show")
    {
        Description = "Show every policy the camera at this size, e.g. 224x224, even one that needs no pictures.",
        HelpName = "WxH",
    };
    private readonly Option<string> _video = EvalCommand.Videos();
    private readonly Option<string?> _videoSize = new("--video-size")
    {
        Description = "How large films are, e.g. 640x480 for people; by default 320x240.",
        HelpName = "WxH",
    };
    private readonly Option<string?> _output = new("--out")
    {
        Description = "The run's folder. Default: results/runs/SUITE-TIME.",
        HelpName = "DIR",
    };
    private readonly Option<bool> _resume = new("--resume")
    {
        Description =
            "Go on with the run in --out: trials that are missing, errored or not as they were written are run. "
            + "--episodes, --only, --shard and --seed are the run's where they are left out.",
    };
    private readonly WorldOptions _world = new(installation);
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print what came of it as JSON: folder, status, trials and the rates of summary.json.",
    };
    private readonly Option<bool> _profile = new("--profile")
    {
        Description = "Print where the time of the trials went: simulator, policy, harness.",
    };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only say how many trials of which cells there would be, and what they take by the newest run like it.",
    };
    private readonly TelemetryOptions _telemetry = new();
    private readonly SlurmOptions _slurm = new("into how many tasks the episodes are divided");

    public WorldOptions World => _world;

    public TelemetryOptions Telemetry => _telemetry;

    public SlurmOptions Slurm => _slurm;

    public void AddTo(Command command)
    {
        command.Add(_suiteName);
        Option[] own =
        [
            _policies,
            _episodes,
            _only,
            _shard,
            _seed,
            _workers.Option,
            _attempts,
            _trialTimeout,
            _show,
            _video,
            _videoSize,
            _output,
            _resume,
            _json,
            _profile,
            _dryRun,
        ];
        foreach (var option in own)
            command.Add(option);
        _world.AddTo(command);
        foreach (var option in _telemetry.All)
            command.Add(option);
        _slurm.AddTo(command);
    }

    /// <summary>What is asked for, before anything is started or written.</summary>
    /// <exception cref="CommandException">With everything that is wrong.</exception>
    public EvalRequest Understand(ParseResult parse)
    {
        var problems = _slurm.Problems(parse, [_shard.Name, "--bridge", "--token-file", "--patience", _telemetry.PortOption]).ToList();
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

        bool IsGiven(Option option) => parse.GetResult(option) is { Implicit: false };
        var (output, resumes) = (parse.GetValue(_output), parse.GetValue(_resume));
        RunIdentity? begun = null;
        if (resumes && output is null)
            problems.Add("--resume needs --out: the folder of the run to go on with");
        else if (output is not null && !_slurm.IsAsked(parse))
            begun = Try(() => RunFolder.Exists(output, resumes) ? RunFolder.Begun(output).Identity : null);
        var part = parse.GetValue(_shard) is { } text ? Try(() => Shard.Parse(text)) : begun?.Shard;
        var pattern = parse.GetValue(_only) ?? begun?.Only;
        var plan = Try(() =>
            Suites
                .Library(installation)
                .Load(parse.GetValue(_suiteName)!)
                .Plan(
                    begun is null || IsGiven(_seed) ? parse.GetValue(_seed) : Suites.SeedOf(begun),
                    begun is null || IsGiven(_episodes) ? EpisodeCounts.Parse(parse.GetValue(_episodes)!) : Suites.Counts(begun)
                )
                .Only(pattern)
        );
        var shown = Try<IReadOnlyList<CameraRequest>>(() => parse.GetValue(_show) is { } size ? [Cameras.ParseSize("--show", size)] : []);
        var film = Try<CameraRequest>(() =>
            parse.GetValue(_videoSize) is { } size ? Cameras.ParseSize("--video-size", size) : RunPlan.FilmCamera
        );
        var policies = Try<IReadOnlyList<PolicyRequest>>(() => grammar.ParseAll("--policy", parse.GetValue(_policies)!));
        var workers = Try(() => _workers.Of(parse, _world));
        if (parse.GetValue(_dryRun) && parse.GetValue(_json))
            problems.Add("--dry-run and --json: what a run would take is said in words only");
        if (parse.GetValue(_attempts) < 1)
            problems.Add($"--attempts: expected at least 1, found {parse.GetValue(_attempts)}");
        if (problems.Count > 0)
            throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
        return new(
            plan!,
            pattern,
            part,
            policies!,
            shown!,
            workers!,
            output ?? EvalCommand.DefaultFolder(installation, plan!.Suite.Name),
            resumes
        )
        {
            Extends = resumes && IsGiven(_episodes),
            MaxAttempts = parse.GetValue(_attempts),
            TrialTimeout = TimeSpan.FromSeconds(parse.GetValue(_trialTimeout)),
            Video = Enum.Parse<VideoMode>(parse.GetValue(_video)!, ignoreCase: true),
            Film = film!,
            AsJson = parse.GetValue(_json),
            Profiles = parse.GetValue(_profile),
            IsOnlySaid = parse.GetValue(_dryRun),
        };
    }

    /// <summary>The script of the tasks that a cluster is given.</summary>
    public JobScript Script(ParseResult parse, EvalRequest request)
    {
        var parts = ArrayFolder.Of(request.Folder);
        return _slurm.Script(
            parse,
            installation,
            request.Plan.Suite.Name,
            parts,
            _slurm.Tasks(parse) ?? ArrayRecord.Read(parts)?.Parts ?? SlurmOptions.DefaultTasks,
            _workers.Given(parse),
            [_output, _resume, _workers.Option, _json, _profile]
        );
    }
}
