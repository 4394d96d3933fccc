using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla demo</c>: the main job on a small grid.</summary>
internal static class DemoCommand
{
    private const int EpisodesPerCell = 5;

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var world = new WorldOptions(installation);
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: results/runs/demo-TIME.", HelpName = "DIR" };
        var command = new Command("demo", "Planner and hold on a small in-distribution and out-of-distribution grid, with videos.")
        {
            output,
        }.WithExamples("./blindvla demo", "./blindvla demo --out results/runs/first");
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                if (parse.GetValue(output) is { } path)
                    RunFolder.Exists(path, resume: false);
                var plan = Suites.Library(installation).Load("put-on-plate").Plan(seed: 0, EpisodesPerCell);
                var folder = parse.GetValue(output) ?? EvalCommand.DefaultFolder(installation, "demo");
                RunPlan.Announce(Invocation.Of(parse).Progress, plan.Episodes.Length, policies: 2, Environment.ProcessorCount, folder);
                await using var policies = await PolicySet.CreateAsync(grammar.ParseAll("--policy", ["planner", "hold"]), shown: []);
                var run = new RunPlan(
                    plan,
                    policies,
                    Only: null,
                    Shard: null,
                    folder,
                    Resume: false,
                    Workers: Environment.ProcessorCount,
                    MaxAttempts: 3,
                    VideoMode.All
                );
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, run.Workers, log);
                return await run.RunAsync(environments, Invocation.Of(parse), log, cancellationToken);
            }
        );
        return command;
    }
}
