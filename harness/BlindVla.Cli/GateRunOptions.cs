using System.CommandLine;
using BlindVla.Cluster;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>The options by which a gate runs its policies, on this machine or on a cluster.</summary>
internal sealed class GateRunOptions
{
    private readonly Installation _installation;

    private readonly Option<bool> _run = new("--run")
    {
        Description =
            "Run both policies instead of judging recorded runs: a round of one episode per cell at a time, and after "
            + "each scene "
            + "look whether the gate can say, by the test of its guarantee (calibrated or anytime, a key of the gate file); at most "
            + "twice as many rounds as gate plan gives the largest cell. "
            + "A trial that is errored after three attempts is in no pair; if only the candidate's is, it is a failure for a pass.",
    };

    private readonly Option<string?> _suite = GateCommand.SuitePath();
    private readonly Option<double> _discordance = GateCommand.Discordance();
    private readonly Option<double> _correlation = GateCommand.Correlation();
    private readonly Option<ulong> _seed = Suites.Seed();

    private readonly WorkerOption _workers = new();

    private readonly Option<double> _trialTimeout = EvalCommand.TrialTimeout();

    private readonly AttendantOptions _attendants = new(
        "With --run, where a person lays the scenes and judges, such as on a real arm, blind and in a drawn order as by control. "
    );

    private readonly Option<string?> _output = new("--out")
    {
        Description = "With --run, the run's folder. Default: results/runs/GATE-TIME.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "With --run, go on with the run in --out; errored trials are run again.",
    };

    private readonly Option<string?> _show = new("--show")
    {
        Description = "With --run, show every policy the camera at this size.",
        HelpName = "WxH",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "With --run, run the i-th of n parts of the scenes, and judge nothing: what each task of --slurm does.",
        HelpName = "i/n",
    };

    private readonly SlurmOptions _slurm = new(
        "how many tasks wait or run at a time; each has a few scenes, and those in their order, so that no more of them are run than the "
            + "gate needs"
    );

    private readonly TelemetryOptions _telemetry = new();
    private readonly WorldOptions _world;

    public GateRunOptions(Installation installation) =>
        (_installation, _world) = (installation, new WorldOptions(installation, withRigs: true));

    /// <summary>All but --run itself, and those of the world.</summary>
    private Option[] Others =>
        [
            _suite,
            _discordance,
            _correlation,
            _seed,
            _workers.Option,
            _trialTimeout,
            _output,
            _resume,
            _show,
            _shard,
            .. _slurm.All,
            .. _attendants.All,
            .. _telemetry.All,
        ];

    public void AddTo(Command command)
    {
        foreach (var option in Others.Prepend(_run))
            command.Add(option);
        _world.AddTo(command);
    }

    public bool AreAsked(ParseResult parse) => parse.GetValue(_run);

    /// <summary>Before anything else is looked at.</summary>
    /// <exception cref="CommandException">Options do not go together.</exception>
    /// <exception cref="RunException">The folder cannot be the run's.</exception>
    public void Check(ParseResult parse)
    {
        var given = Others
            .Where(option => parse.GetResult(option) is { Implicit: false })
            .Select(option => option.Name)
            .Concat(_world.Given(parse))
            .ToList();
        if (!AreAsked(parse) && given.Count > 0)
            throw new CommandException(
                ExitCode.Usage,
                $"{string.Join(", ", given)}: only with --run; without it recorded runs are judged, and nothing is run"
            );
        var problems = _slurm
            .Problems(
                parse,
                [
                    _shard.Name,
                    "--bridge",
                    "--token-file",
                    "--patience",
                    "--rig",
                    "--dry-run",
                    _telemetry.PortOption,
                    .. _attendants.All.Select(option => option.Name),
                ]
            )
            .ToList();
        if (problems.Count > 0)
            throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
        if (parse.GetValue(_resume) && parse.GetValue(_output) is null)
            throw new CommandException(ExitCode.Usage, "--resume needs --out: the folder of the run to go on with");
        if (parse.GetValue(_output) is { } path && !_slurm.IsAsked(parse))
            RunFolder.Exists(path, parse.GetValue(_resume));
    }

    /// <param name="sides">Baseline and candidate, understood.</param>
    /// <param name="typed">What was typed for them.</param>
    /// <param name="notPassedOn">Options of the command that a task on a cluster is not given.</param>
    /// <returns>Null where nothing was judged: a part was run, or a job script printed.</returns>
    public async Task<GateResult?> RunAsync(
        ParseResult parse,
        GateRules rules,
        IReadOnlyList<PolicyRequest> sides,
        (string Baseline, string Candidate) typed,
        IEnumerable<Option> notPassedOn,
        CancellationToken cancellationToken
    )
    {
        var console = Invocation.Of(parse);
        var shown = parse.GetValue(_show) is { } size ? (IReadOnlyList<CameraRequest>)[Cameras.ParseSize("--show", size)] : [];
        var part = parse.GetValue(_shard) is { } text ? Shard.Parse(text) : null;
        _attendants.Check(parse);
        var rig = _world.RigOf(parse);
        if (rig is { IsEmulated: false } && !_attendants.Are(parse))
            throw new CommandException(ExitCode.Usage, "--operator is missing: who lays the scenes and judges?");
        var isJudged = rig is not null || _attendants.Are(parse);
        if (isJudged && _workers.Given(parse) > 1)
            throw new CommandException(ExitCode.Usage, "--workers: on an arm, and with --operator, one episode at a time is run");
        if (isJudged && part is not null)
            throw new CommandException(ExitCode.Usage, "--shard: on an arm, and with --operator, scene after scene is run");
        var atATime = isJudged ? WorkerRange.Exactly(1) : _workers.Of(parse, _world);
        var suite = GateCommand.SuiteOf(_installation, rules, parse.GetValue(_suite));
        var basis = PlanBasis.Of(parse.GetValue(_discordance), parse.GetValue(_correlation));
        var folder = parse.GetValue(_output) ?? EvalCommand.DefaultFolder(_installation, rules.Name);
        void Announce(string how)
        {
            console.Progress.WriteLine($"gate {rules.Name}: the same episodes under both policies until it can say, {how}, {folder}");
            console.Progress.WriteLine($"  baseline:  {typed.Baseline}");
            console.Progress.WriteLine($"  candidate: {typed.Candidate}");
        }
        if (_slurm.IsAsked(parse))
        {
            var array = ArrayOf(parse, rules, suite, basis, sides, folder, notPassedOn);
            if (_slurm.IsScriptOnly(parse))
            {
                console.Results.Write($"{array.Script}");
                return null;
            }
            Announce(RunPlan.Of(array.TasksAtATime, "task", "tasks"));
            console.Progress.WriteLine(GateRun.Most(array.Size));
            return await array.RunAsync(new SlurmCommands(), console, cancellationToken);
        }
        Announce($"{atATime}");
        using var told = _telemetry.Start(parse);
        await using var policies = await PolicySet.CreateAsync(sides, shown);
        var run = new GateRun(
            rules,
            suite,
            policies,
            parse.GetValue(_seed),
            basis,
            folder,
            parse.GetValue(_resume),
            atATime,
            // A person takes as long as it takes.
            isJudged ? null : TimeSpan.FromSeconds(parse.GetValue(_trialTimeout))
        )
        {
            Part = part,
        };
        using var log = _world.Log(parse);
        await using var environments = await _world.OpenAsync(parse, run.Workers, log, cancellationToken);
        var workcell = await environments.DescribeAsync(cancellationToken);
        await using var attendant = await _attendants.OpenAsync(
            parse,
            workcell,
            environments,
            () => _world.Simulator(parse, log),
            folder,
            cancellationToken
        );
        return await run.RunAsync(environments, attendant, console, log, cancellationToken);
    }

    private GateArray ArrayOf(
        ParseResult parse,
        GateRules rules,
        Suite suite,
        PlanBasis basis,
        IReadOnlyList<PolicyRequest> sides,
        string folder,
        IEnumerable<Option> notPassedOn
    )
    {
        var (size, plan) = GateRun.PlanOf(rules, suite, parse.GetValue(_seed), basis);
        var parts = ArrayFolder.Of(folder);
        var tasks = _slurm.Tasks(parse) ?? SlurmOptions.DefaultTasks;
        var script = _slurm.Script(
            parse,
            _installation,
            rules.Name,
            parts,
            ArrayRecord.Read(parts)?.Parts ?? GateArray.PartsOf(size, tasks),
            _workers.Given(parse),
            [.. notPassedOn, _output, _resume, _workers.Option]
        );
        return new(rules, plan, size, [.. sides.Select(side => side.Name)], script, tasks, folder, parse.GetValue(_resume));
    }
}
