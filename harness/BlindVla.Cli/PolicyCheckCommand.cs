using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Policies.Tabletop;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla policy check</c>: whether a policy's actions mean what they are taken for.</summary>
internal static class PolicyCheckCommand
{
    private const string SuiteName = "put-on-plate";
    private const string Scenes = "*/id/*";
    private const int FewestScenes = 16;

    /// <summary>A scene takes seconds.</summary>
    private const int ScenesOfALine = 4;

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var policy = new Argument<string>("POLICY") { Description = $"Who is asked. {grammar.Syntax}." };
        var scenes = Options.Number(
            "--scenes",
            "In how many scenes, 16 to 1000: fewer are quicker, and leave more unknown.",
            "N",
            20,
            least: FewestScenes,
            most: 1000
        );
        var seed = Suites.Seed();
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var world = new WorldOptions(installation);
        var command = new Command(
            "check",
            "Ask a policy what it would do while the expert (reactive) puts things on plates, and say whether its axes, units, turns and "
                + "gripper look as they are taken for, or swapped, reversed, in degrees, inverted. A policy that is merely bad is unknown, "
                + "not suspect. Exit code 0 nothing suspect, 1 something is, 4 it cannot be asked: it cannot be reached, or does not fit "
                + "its mapping."
        )
        {
            policy,
            scenes,
            seed,
            json,
        }.WithExamples(
            "./blindvla policy check openpi:ws://127.0.0.1:8000",
            "./blindvla policy check 'groot:tcp://127.0.0.1:5555?mapping=my/arm.yaml' --scenes 40"
        );
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var progress = Invocation.Of(parse).Progress;
                progress.WriteLine(
                    $"asking {parse.GetValue(policy)} in {parse.GetValue(scenes)} scenes of {SuiteName}; its first answer may take longest"
                );
                var requests = grammar.ParseAll("POLICY", [parse.GetValue(policy)!]);
                var plan = Suites.Library(installation).Load(SuiteName).Plan(parse.GetValue(seed), parse.GetValue(scenes)).Only(Scenes);
                await using var set = await PolicySet.CreateAsync(requests, shown: []);
                await using var expert = new ReactivePolicy();
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, 1, log);
                Suites.Require(plan, await environments.DescribeAsync(cancellationToken), [set[0], new("expert", expert)], film: []);
                await using var environment = await environments.OpenAsync(0, cancellationToken);
                var moments = await new ConventionProbe(expert, set[0].Policy).AskAsync(
                    environment,
                    plan.Episodes,
                    asked =>
                    {
                        if (asked % ScenesOfALine == 0)
                            progress.WriteLine($"  {asked} of {plan.Episodes.Length} scenes");
                    },
                    cancellationToken
                );
                var check = ConventionCheck.Of(moments);
                var console = Invocation.Of(parse);
                console.Results.Write(parse.GetValue(json) ? $"{check.ToJson()}\n" : Plain(check, console.Width));
                return check.IsSuspect ? ExitCode.Negative : ExitCode.Success;
            }
        );
        return command;
    }

    private static string Plain(ConventionCheck check, int? width)
    {
        var lines = check.Findings.Select(finding =>
            $"{finding.Grade.ToString().ToLowerInvariant(), -8} {finding.Convention, -9} {finding.Saw}\n"
        );
        var suspects = check.Findings.Count(finding => finding.Grade == ConventionGrade.Suspect);
        return $"{check.Moments} moments of {check.Scenes} scenes of {SuiteName}\n{string.Concat(lines)}"
            + TextTable.Wrap(
                suspects == 0
                    ? "nothing is suspect; of what is unknown, of pictures and of the state these scenes say nothing"
                    : $"{suspects} suspect: see the mapping, and what the policy was trained on",
                width
            );
    }
}
