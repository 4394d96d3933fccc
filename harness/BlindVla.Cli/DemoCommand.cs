using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla demo</c>: the main job on a small grid, two released checkpoints from the first episode to the verdict.</summary>
internal static class DemoCommand
{
    private const string Gate = "put-on-plate";
    private const string Baseline = "naive";
    private const string Candidate = "align";

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var world = new WorldOptions(installation);
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: results/runs/demo-TIME.", HelpName = "DIR" };
        var episodes = Options.Number("--episodes", "Episodes of each of the four cells.", "N", 20, least: 1, most: 1000);
        var command = new Command(
            "demo",
            $"The checkpoints {Baseline} and {Candidate} of policies/checkpoints on a small in-distribution and out-of-distribution grid, "
                + $"judged by the gate {Gate}, with a page, which is opened where there is a display, and films of the failures. "
                + "The exit code says whether it ran, not the verdict."
        )
        {
            episodes,
            output,
        }.WithExamples("./blindvla demo", "./blindvla demo --episodes 5 --out results/runs/first");
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                if (parse.GetValue(output) is { } path)
                    RunFolder.Exists(path, resume: null);
                var console = Invocation.Of(parse);
                var rules = GateCommand.Load(installation, Gate);
                var plan = Suites.Library(installation).Load(rules.Suite).Plan(seed: 0, parse.GetValue(episodes));
                var folder = parse.GetValue(output) ?? EvalCommand.DefaultFolder(installation, "demo");
                RunPlan.Announce(console.Progress, plan.Episodes.Length, policies: 2, WorkerRange.Measured, folder);
                string[] specs =
                [
                    .. new[] { Baseline, Candidate }.Select(name => $"{name}=torch:{Path.Combine(installation.Checkpoints, name)}"),
                ];
                await using var policies = await PolicySet.CreateAsync(grammar.ParseAll("--policy", specs), shown: []);
                var run = new RunPlan(
                    plan,
                    policies,
                    Only: null,
                    Shard: null,
                    folder,
                    Resume: false,
                    Workers: WorkerRange.Measured,
                    MaxAttempts: 3,
                    VideoMode.Failures
                );
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, run.Workers, log);
                var code = await run.RunAsync(environments, console, log, advice: _ => [], cancellationToken);
                if (code == ExitCode.Success)
                    Judge(installation, rules, RecordedRun.Open(folder), console);
                else
                    console.Progress.WriteLine($"Not judged; what there is, as a page: ./blindvla report {ShellWord.Of(folder)}");
                return code;
            }
        );
        return command;
    }

    private static void Judge(Installation installation, GateRules rules, RecordedRun run, CommandConsole console)
    {
        var verdict = Sides.Judge(installation, rules, Sides.Named([run], Baseline), Sides.Named([run], Candidate));
        console.Results.WriteLine(GateReport.Plain(verdict, console.Width));
        var page = Path.Combine(run.Path, HtmlReport.FileName);
        HtmlReport.Write(page, ReportSide.Of([run]), verdict, RecipeTable.Of([run], suite => Suites.IsShipped(installation, suite)));
        console.Progress.WriteLine($"The page: {Path.GetFullPath(page)}");
        Display.Open(page, console);
    }
}
