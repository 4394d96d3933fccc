using System.CommandLine;
using System.Globalization;
using BlindVla.Cluster;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary><c>blindvla eval</c>: policies over the episodes of a suite.</summary>
internal static class EvalCommand
{
    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var options = new EvalOptions(installation, grammar);
        var command = new Command("eval", "Run policies over the episodes of a suite and score them.").WithExamples(
            "./blindvla eval put-on-plate --policy planner --policy hold --episodes 20 --workers 2 --video failures",
            "./blindvla eval put-on-plate --policy planner --only '*/vision/*' --seed 7 --out results/runs/vision",
            "./blindvla eval put-on-plate --policy planner --out results/runs/vision --resume",
            "./blindvla eval put-on-plate --policy planner --out results/runs/planner --resume --episodes 40",
            "./blindvla eval put-on-plate --policy again=replay:results/runs/vision",
            "./blindvla eval ood --policy planner --episodes 100 --slurm --tasks 16 --sbatch '--partition=short --time=1:00:00'"
        );
        options.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var request = options.Understand(parse);
                var console = Invocation.Of(parse);
                if (request.IsOnlySaid)
                    return SayWhatItTakes(request, console);
                if (options.Slurm.IsAsked(parse))
                    return await RunArrayAsync(installation, options, request, parse, cancellationToken);
                using var told = options.Telemetry.Start(parse);
                Announce(request, console);
                await using var policies = await PolicySet.CreateAsync(request.Policies, request.Shown);
                var run = request.Run(policies);
                using var log = options.World.Log(parse);
                await using var environments = options.World.Open(parse, run.Workers, log);
                return await run.RunAsync(environments, console, log, stopped => Advice(run, stopped), cancellationToken);
            }
        );
        return command;
    }

    private static int SayWhatItTakes(EvalRequest request, CommandConsole console)
    {
        var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Folder)))!;
        foreach (var line in DryRun.Lines(request.Mine, [.. request.PolicyNames], request.Workers.Most, beside))
            console.Results.WriteLine(line);
        return ExitCode.Success;
    }

    private static async Task<int> RunArrayAsync(
        Installation installation,
        EvalOptions options,
        EvalRequest request,
        ParseResult parse,
        CancellationToken cancellationToken
    )
    {
        var console = Invocation.Of(parse);
        var script = options.Script(parse, request);
        if (options.Slurm.IsScriptOnly(parse))
        {
            console.Results.Write($"{script}");
            return ExitCode.Success;
        }
        var array = new ArrayEvaluation(installation, request.Plan, [.. request.PolicyNames], script, request.Folder, request.Resumes)
        {
            AsJson = request.AsJson,
        };
        return await array.RunAsync(new SlurmCommands(), console, cancellationToken);
    }

    private static void Announce(EvalRequest request, CommandConsole console)
    {
        if (request.Mine.Episodes is { IsEmpty: false } episodes)
        {
            RunPlan.Announce(console.Progress, episodes.Length, request.Policies.Count, request.Workers, request.Folder);
            return;
        }
        var perCell = request.Plan.Episodes.DistinctBy(episode => episode.Index).Count();
        console.Progress.WriteLine(
            $"shard {request.Part} has no trials: the plan has only {RunPlan.Of(perCell, "episode", "episodes")} of each cell; "
                + request.Folder
        );
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
