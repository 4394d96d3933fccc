using System.CommandLine;
using BlindVla.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Cli;

/// <summary><c>blindvla demo</c>: the main job on a small grid.</summary>
internal static class DemoCommand
{
    private const int EpisodesPerCell = 5;

    public static Command Create(Installation installation)
    {
        var world = new WorldOptions(installation);
        var command = new Command("demo", "Planner and hold on a small in-distribution and out-of-distribution grid, with videos.")
            .WithExamples("./blindvla demo");
        world.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var plan = Suites.Library(installation).Load("put-on-plate").Plan(seed: 0, EpisodesPerCell);
            var folder = EvalCommand.DefaultFolder(installation, "demo");
            var run = new RunPlan(
                plan,
                PolicyFactory.Create(["planner", "hold"], []),
                Only: null,
                Shard: null,
                folder,
                Resume: false,
                Workers: Environment.ProcessorCount,
                MaxAttempts: 3,
                VideoMode.All);
            await using var environments = world.Open(parse, run.Workers, NullLoggerFactory.Instance);
            var code = await run.RunAsync(environments, parse, cancellationToken);
            if (code == 0)
            {
                parse.InvocationConfiguration.Error.WriteLine($"As a page, with the films: ./blindvla report {folder}");
            }
            return code;
        });
        return command;
    }
}
