using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary><c>blindvla gate</c>: may the candidate be released?</summary>
internal static class GateCommand
{
    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var gate = GateArgument();
        var baseline = new Option<string>("--baseline")
        {
            Description =
                "RUN, RUN:NAME or RUN:RECIPE-* (all its seeds); RUN may be a name of results/baselines. With --run a policy "
                + "SPEC, or NAME=SPEC; without a NAME the sides are called baseline and candidate.",
            Required = true,
            HelpName = "ARM",
        };
        var candidate = new Option<string>("--candidate")
        {
            Description = "As --baseline.",
            Required = true,
            HelpName = "ARM",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                if (result.Tokens.Count > 1)
                    result.AddError(
                        "--candidate: a gate is about one candidate; ask it once for each, or rank several with "
                            + "compare --candidate A --candidate B"
                    );
                return result.Tokens[0].Value;
            },
        };
        var run = new Option<bool>("--run")
        {
            Description =
                "Run both policies instead of judging recorded runs: a round of one episode per cell at a time, and after "
                + "each scene "
                + "look whether the gate can say, by the test of its guarantee (calibrated or anytime, a key of the gate file); at most "
                + "twice as many rounds as gate plan gives the largest cell. "
                + "A trial that is errored after three attempts is in no pair; if only the candidate's is, it is a failure for a pass.",
        };
        var suitePath = SuitePath();
        var (discordance, correlation) = (Discordance(), Correlation());
        var seed = Suites.Seed();
        var workers = Options.Number(
            "--workers",
            "Episodes at a time; by default one per core.",
            "W",
            Environment.ProcessorCount,
            least: 1,
            most: Options.MaxWorkers
        );
        var trialTimeout = EvalCommand.TrialTimeout();
        var attendants = new AttendantOptions(
            "With --run, where a person lays the scenes and judges, such as on a real arm, blind and in a drawn order as by control. "
        );
        var output = new Option<string?>("--out")
        {
            Description = "With --run, the run's folder. Default: results/runs/GATE-TIME.",
            HelpName = "DIR",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "With --run, go on with the run in --out; errored trials are run again.",
        };
        var show = new Option<string?>("--show")
        {
            Description = "With --run, show every policy the camera at this size.",
            HelpName = "WxH",
        };
        var json = new Option<string?>("--json") { Description = "Write the result as JSON.", HelpName = "FILE" };
        var markdown = new Option<bool>("--markdown") { Description = "Print markdown, for a pull request." };
        var junit = new Option<string?>("--junit") { Description = "Write the claims as JUnit XML.", HelpName = "FILE" };
        var telemetry = new TelemetryOptions();
        var world = new WorldOptions(installation, withRigs: true);
        var command = new Command(
            "gate",
            "Decide whether a candidate may be released. Exit code 0 pass, 1 regression, 2 not comparable, 3 inconclusive, 4 "
                + "infrastructure, also where an output file could not be written."
        )
        {
            gate,
            baseline,
            candidate,
            run,
            suitePath,
            discordance,
            correlation,
            seed,
            workers,
            trialTimeout,
            output,
            resume,
            show,
            json,
            markdown,
            junit,
            Plan(installation, grammar),
        }.WithExamples(
            "./blindvla gate put-on-plate --baseline results/runs/old:naive --candidate results/runs/new:aligned --markdown",
            "./blindvla gate put-on-plate --run --baseline planner --candidate candidate=noisy:0.02:planner",
            "./blindvla gate plan put-on-plate --discordance 0.1"
        );
        foreach (var option in attendants.All.Concat(telemetry.All))
            command.Add(option);
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                Option[] running =
                [
                    suitePath,
                    discordance,
                    correlation,
                    seed,
                    workers,
                    trialTimeout,
                    output,
                    resume,
                    show,
                    .. attendants.All,
                    .. telemetry.All,
                ];
                var given = running
                    .Where(option => parse.GetResult(option) is { Implicit: false })
                    .Select(option => option.Name)
                    .Concat(world.Given(parse))
                    .ToList();
                if (!parse.GetValue(run) && given.Count > 0)
                    throw new CommandException(
                        ExitCode.Usage,
                        $"{string.Join(", ", given)}: only with --run; without it recorded runs are judged, and nothing is run"
                    );
                if (parse.GetValue(resume) && parse.GetValue(output) is null)
                    throw new CommandException(ExitCode.Usage, "--resume needs --out: the folder of the run to go on with");
                if (parse.GetValue(output) is { } path)
                    RunFolder.Exists(path, parse.GetValue(resume));
                if (parse.GetValue(run))
                {
                    // A verdict on recorded runs takes no time, and is worth having where its files cannot be written.
                    OutputFile.Require(parse.GetValue(json));
                    OutputFile.Require(parse.GetValue(junit));
                }
                var rules = Load(installation, parse.GetValue(gate)!);
                GateResult result;
                if (parse.GetValue(run))
                {
                    RefuseRecorded(installation, grammar, "--baseline", parse.GetValue(baseline)!);
                    RefuseRecorded(installation, grammar, "--candidate", parse.GetValue(candidate)!);
                    var shown = parse.GetValue(show) is { } size ? (IReadOnlyList<CameraRequest>)[Cameras.ParseSize("--show", size)] : [];
                    var requests = grammar.ParseAll([
                        ("--baseline", parse.GetValue(baseline)!, "baseline"),
                        ("--candidate", parse.GetValue(candidate)!, "candidate"),
                    ]);
                    attendants.Check(parse);
                    var rig = world.RigOf(parse);
                    if (rig is { IsEmulated: false } && !attendants.Are(parse))
                        throw new CommandException(ExitCode.Usage, "--operator is missing: who lays the scenes and judges?");
                    var isJudged = rig is not null || attendants.Are(parse);
                    if (isJudged && parse.GetResult(workers) is { Implicit: false } && parse.GetValue(workers) > 1)
                        throw new CommandException(
                            ExitCode.Usage,
                            "--workers: on an arm, and with --operator, one episode at a time is run"
                        );
                    var atATime = isJudged ? 1 : parse.GetValue(workers);
                    var suite = SuiteOf(installation, rules, parse.GetValue(suitePath));
                    var folder = parse.GetValue(output) ?? EvalCommand.DefaultFolder(installation, rules.Name);
                    var progress = Invocation.Of(parse).Progress;
                    progress.WriteLine(
                        $"gate {rules.Name}: the same episodes under both policies until it can say, "
                            + $"{RunPlan.Of(atATime, "worker", "workers")}, {folder}"
                    );
                    progress.WriteLine($"  baseline:  {parse.GetValue(baseline)}");
                    progress.WriteLine($"  candidate: {parse.GetValue(candidate)}");
                    using var told = telemetry.Start(parse);
                    await using var policies = await PolicySet.CreateAsync(requests, shown);
                    var gateRun = new GateRun(
                        rules,
                        suite,
                        policies,
                        parse.GetValue(seed),
                        PlanBasis.Of(parse.GetValue(discordance), parse.GetValue(correlation)),
                        folder,
                        parse.GetValue(resume),
                        atATime,
                        // A person takes as long as it takes.
                        isJudged ? null : TimeSpan.FromSeconds(parse.GetValue(trialTimeout))
                    );
                    using var log = world.Log(parse);
                    await using var environments = await world.OpenAsync(parse, gateRun.Workers, log, cancellationToken);
                    var workcell = await environments.DescribeAsync(cancellationToken);
                    await using var attendant = await attendants.OpenAsync(
                        parse,
                        workcell,
                        environments,
                        () => world.Simulator(parse, log),
                        folder,
                        cancellationToken
                    );
                    result = await gateRun.RunAsync(environments, attendant, Invocation.Of(parse), log, cancellationToken);
                }
                else
                {
                    result = Sides.Judge(
                        installation,
                        rules,
                        Recorded(installation, grammar, "--baseline", parse.GetValue(baseline)!, ToRunIt),
                        Recorded(installation, grammar, "--candidate", parse.GetValue(candidate)!, ToRunIt)
                    );
                }
                parse.InvocationConfiguration.Output.WriteLine(
                    parse.GetValue(markdown) ? GateReport.Markdown(result) : GateReport.Plain(result, Invocation.Of(parse).Width)
                );
                OutputFile.Write(parse.GetValue(json), result.ToJson());
                OutputFile.Write(parse.GetValue(junit), GateReport.JUnit(result));
                return ExitCode.Of(result.Verdict);
            }
        );
        return command;
    }

    private static Command Plan(Installation installation, PolicyGrammar grammar)
    {
        var gate = GateArgument();
        var suitePath = SuitePath();
        var (discordance, correlation) = (Discordance(), Correlation());
        Option<string?> Pilot(string name) =>
            new(name)
            {
                Description = "RUN or RUN:NAME of a pilot, from which discordance and what cells of a scene share are taken.",
                HelpName = "ARM",
            };
        var (baseline, candidate) = (Pilot("--baseline"), Pilot("--candidate"));
        var command = new Command(
            "plan",
            "How many episodes a gate needs, so that a candidate that is as good passes all its claims with the gate's power."
        )
        {
            gate,
            suitePath,
            discordance,
            correlation,
            baseline,
            candidate,
        }.WithExamples(
            "./blindvla gate plan put-on-plate --discordance 0.1",
            "./blindvla gate plan my/gate.yaml --suite my/suite.yaml",
            "./blindvla gate plan ood --baseline results/runs/pilot:old --candidate results/runs/pilot:new"
        );
        command.SetAction(parse =>
        {
            var rules = Load(installation, parse.GetValue(gate)!);
            var (old, other) = (parse.GetValue(baseline), parse.GetValue(candidate));
            if ((old is null) != (other is null))
                throw new CommandException(ExitCode.Usage, "a pilot has two sides: give --baseline and --candidate, or neither");
            Option[] said = [discordance, correlation];
            if (old is not null && said.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { Name: var name })
                throw new CommandException(ExitCode.Usage, $"{name}: the pilot says it; leave one of them out");
            var suite = SuiteOf(installation, rules, parse.GetValue(suitePath));
            var basis = old is null
                ? PlanBasis.Of(parse.GetValue(discordance), parse.GetValue(correlation))
                : PlanBasis.Of(
                    rules,
                    Recorded(installation, grammar, "--baseline", old, ToRunAPilot),
                    Recorded(installation, grammar, "--candidate", other!, ToRunAPilot)
                );
            var plan = GatePlan.Of(rules, Suites.Plan(suite, rules, seed: 0, episodesPerCell: 1).Conditions, basis);
            parse.InvocationConfiguration.Output.WriteLine(GatePlanTable.Of(plan, rules, Invocation.Of(parse).Width));
        });
        return command;
    }

    private static Option<string?> SuitePath() =>
        new("--suite") { Description = "The gate's suite, where it is not one of this checkout.", HelpName = "FILE" };

    /// <summary>What a gate is about.</summary>
    /// <param name="path">Null for the suite of this checkout that the gate names.</param>
    private static Suite SuiteOf(Installation installation, GateRules rules, string? path)
    {
        var suite = Suites.Library(installation).Load(path ?? rules.Suite);
        return suite.Name == rules.Suite
            ? suite
            : throw new CommandException(
                ExitCode.Usage,
                $"--suite {path}: gate {rules.Name} is about the suite {rules.Suite}, this is {suite.Name}"
            );
    }

    private static Argument<string> GateArgument() =>
        new("GATE") { Description = "A gate's name (scenarios/gates) or the path of a gate file." };

    private static Option<double> Discordance() =>
        Options.Number<double>(
            "--discordance",
            "Share of episodes that are expected to end differently under the two policies.",
            "R",
            0.1,
            least: 0,
            most: 1
        );

    private static Option<double> Correlation() =>
        Options.Number<double>(
            "--correlation",
            "How much the cells of one scene are expected to end alike: 0 not more than different scenes, 1 entirely.",
            "R",
            PlanBasis.UsualCorrelation,
            least: 0,
            most: 1
        );

    /// <summary>Of the gates that have names.</summary>
    public static string Folder(Installation installation) => Path.Combine(installation.Scenarios, "gates");

    /// <exception cref="CommandException">There is no such gate.</exception>
    /// <exception cref="InputException">Its file is wrong.</exception>
    public static GateRules Load(Installation installation, string nameOrPath)
    {
        var folder = Folder(installation);
        return GateFile.Load(ShippedFile.Find(folder, "gate", nameOrPath), folder);
    }

    private const string ToRunIt = "without --run a gate judges recorded runs; to run this policy now, add --run";

    private const string ToRunAPilot = "a pilot is recorded; run this policy in one, with eval";

    /// <exception cref="CommandException">It is a recorded run where a policy to run is expected.</exception>
    private static void RefuseRecorded(Installation installation, PolicyGrammar grammar, string option, string text)
    {
        if (!grammar.IsKind(text) && Sides.IsRun(text, installation.Baselines))
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{option} {text}: this is a recorded run, and --run runs policies; to judge recorded runs, leave --run out"
            );
        }
    }

    /// <summary>A policy of a recorded run.</summary>
    /// <param name="advice">What to do where the text says a policy instead.</param>
    private static ComparisonSide Recorded(Installation installation, PolicyGrammar grammar, string option, string text, string advice)
    {
        try
        {
            return Sides.Located(text, $"{option} RUN:NAME", installation.Baselines);
        }
        catch (RunException) when (grammar.IsKind(text))
        {
            throw new CommandException(ExitCode.Usage, $"{option} {text}: there is no recorded run '{text}', and {advice}");
        }
    }
}
