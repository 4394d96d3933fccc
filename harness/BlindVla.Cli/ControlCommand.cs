using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla control</c>: policies on a workcell at which a person lays the scenes and judges, blind.</summary>
internal static class ControlCommand
{
    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var suiteName = Suites.Argument();
        var policies = EvalCommand.Policies(grammar);
        var attendants = new AttendantOptions(when: "");
        var episodes = Options.Number("--episodes", "Episodes per cell (task x axis x level).", "N", 10, least: 1, most: 10_000);
        var only = Suites.Only();
        var seed = Suites.Seed();
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: results/runs/SUITE-TIME.", HelpName = "DIR" };
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on with the run in --out, which must have been begun in the same way.",
        };
        var world = new WorldOptions(installation, withRigs: true);
        var command = new Command(
            "control",
            "Run policies where a person lays the scenes and judges, such as on a real arm, blind and paired: in each episode every policy "
                + "acts once, in an order that is drawn, and nobody is told which one it is before the end. "
                + RunPlan.NotSafetyRated
        )
        {
            suiteName,
            policies,
            episodes,
            only,
            seed,
            output,
            resume,
        }.WithExamples(
            "./blindvla control put-on-plate --rig emulated --policy recorded=replay:results/runs/a --policy hold --only '*/id/*'    "
                + "# without an arm, and nobody who attends",
            "./blindvla control put-on-plate --rig widowx-250s --operator ann --page 8080 --policy old=torch:A --policy new=torch:B "
                + "--only '*/id/*'",
            "./blindvla control put-on-plate --bridge tcp:arm.local:5151 --operator ann --policy old=torch:checkpoints/naive "
                + "--policy new=torch:checkpoints/aligned --only '*/id/*'",
            "./blindvla control put-on-plate --operator ann --page 8080 --policy planner --policy hold "
                + "--episodes 2    # a rehearsal in simulation"
        );
        foreach (var option in attendants.All)
            command.Add(option);
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var console = Invocation.Of(parse);
                attendants.Check(parse);
                if (!attendants.Are(parse) && world.RigOf(parse) is not { IsEmulated: true })
                    throw new CommandException(ExitCode.Usage, "--operator is missing: who lays the scenes and judges?");
                if (parse.GetValue(resume) && parse.GetValue(output) is null)
                    throw new CommandException(ExitCode.Usage, "--resume needs --out: the folder of the run to go on with");
                if (parse.GetValue(output) is { } path)
                    RunFolder.Exists(path, parse.GetValue(resume));
                var plan = Suites
                    .Library(installation)
                    .Load(parse.GetValue(suiteName)!)
                    .Plan(parse.GetValue(seed), parse.GetValue(episodes))
                    .Only(parse.GetValue(only));
                var requests = grammar.ParseAll("--policy", parse.GetValue(policies)!);
                var folder = parse.GetValue(output) ?? EvalCommand.DefaultFolder(installation, plan.Suite.Name);
                RunPlan.Announce(console.Progress, plan.Episodes.Length, requests.Length, WorkerRange.Exactly(1), folder);
                await using var named = await PolicySet.CreateAsync(requests, shown: []);
                using var log = world.Log(parse);
                await using var environments = await world.OpenAsync(parse, WorkerRange.Exactly(1), log, cancellationToken);
                var spec = await environments.DescribeAsync(cancellationToken);
                await using var attendant = await attendants.OpenAsync(
                    parse,
                    spec,
                    environments,
                    () => world.Simulator(parse, log),
                    folder,
                    cancellationToken
                );
                var run = new RunPlan(
                    plan,
                    named,
                    parse.GetValue(only),
                    Shard: null,
                    folder,
                    parse.GetValue(resume),
                    Workers: WorkerRange.Exactly(1),
                    MaxAttempts: 3,
                    spec.Cameras.Any(camera => camera.Name == RunPlan.FilmCamera.Name) ? VideoMode.All : VideoMode.None,
                    Attendant: attendant
                );
                return await run.RunAsync(environments, console, log, stopped => EvalCommand.Advice(run, stopped), cancellationToken);
            }
        );
        return command;
    }
}
