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
        var json = new Option<string?>("--json") { Description = "Write the result as JSON.", HelpName = "FILE" };
        var markdown = new Option<bool>("--markdown") { Description = "Print markdown, for a pull request." };
        var junit = new Option<string?>("--junit") { Description = "Write the claims as JUnit XML.", HelpName = "FILE" };
        var running = new GateRunOptions(installation);
        var command = new Command(
            "gate",
            "Decide whether a candidate may be released. Exit code 0 pass, 1 regression, 2 not comparable, 3 inconclusive, 4 "
                + "infrastructure, also where an output file could not be written."
        )
        {
            gate,
            baseline,
            candidate,
            json,
            markdown,
            junit,
            Plan(installation, grammar),
        }.WithExamples(
            "./blindvla gate put-on-plate --baseline results/runs/old:naive --candidate results/runs/new:aligned --markdown",
            "./blindvla gate put-on-plate --run --baseline planner --candidate candidate=noisy:0.02:planner",
            "./blindvla gate ood --run --baseline old=torch:A --candidate new=torch:B --slurm --tasks 16 --sbatch '--time=1:00:00'",
            "./blindvla gate plan put-on-plate --discordance 0.1"
        );
        running.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                running.Check(parse);
                if (running.AreAsked(parse))
                {
                    // A verdict on recorded runs takes no time, and is worth having where its files cannot be written.
                    OutputFile.Require(parse.GetValue(json));
                    OutputFile.Require(parse.GetValue(junit));
                }
                var rules = Load(installation, parse.GetValue(gate)!);
                var typed = (Baseline: parse.GetValue(baseline)!, Candidate: parse.GetValue(candidate)!);
                GateResult result;
                if (running.AreAsked(parse))
                {
                    RefuseRecorded(installation, grammar, "--baseline", typed.Baseline);
                    RefuseRecorded(installation, grammar, "--candidate", typed.Candidate);
                    var sides = grammar.ParseAll([
                        ("--baseline", typed.Baseline, "baseline"),
                        ("--candidate", typed.Candidate, "candidate"),
                    ]);
                    if (await running.RunAsync(parse, rules, sides, typed, [json, markdown, junit], cancellationToken) is not { } judged)
                        return ExitCode.Success;
                    result = judged;
                }
                else
                {
                    result = Sides.Judge(
                        installation,
                        rules,
                        Recorded(installation, grammar, "--baseline", typed.Baseline, ToRunIt),
                        Recorded(installation, grammar, "--candidate", typed.Candidate, ToRunIt)
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

    public static Option<string?> SuitePath() =>
        new("--suite") { Description = "The gate's suite, where it is not one of this checkout.", HelpName = "FILE" };

    /// <summary>What a gate is about.</summary>
    /// <param name="path">Null for the suite of this checkout that the gate names.</param>
    public static Suite SuiteOf(Installation installation, GateRules rules, string? path)
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

    public static Option<double> Discordance() =>
        Options.Number<double>(
            "--discordance",
            "Share of episodes that are expected to end differently under the two policies.",
            "R",
            0.1,
            least: 0,
            most: 1
        );

    public static Option<double> Correlation() =>
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
