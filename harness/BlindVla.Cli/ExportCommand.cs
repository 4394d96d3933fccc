using System.Collections.Immutable;
using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Exports;
using BlindVla.Reports;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary><c>blindvla export</c>: recorded runs in the forms of other people's tools.</summary>
internal static class ExportCommand
{
    public static Command Create(Installation installation)
    {
        var folders = new Argument<string[]>("RUN")
        {
            Description = "Folders of runs; shards of one run are taken together.",
            Arity = ArgumentArity.OneOrMore,
        };
        var tables = new Option<string?>("--out")
        {
            Description =
                $"Write {EpisodesParquet.FileName} (a row for each trial) and {SummaryParquet.FileName} (its rates) into this folder, over "
                + "those that are there.",
            HelpName = "DIR",
        };
        var events = new Option<string?>("--tensorboard")
        {
            Description =
                "Write success over checkpoints for TensorBoard: a policy called naive-4000 is the checkpoint of step 4000 on the curve "
                + "naive.",
            HelpName = "DIR",
        };
        var lerobot = new Option<string?>("--lerobot")
        {
            Description =
                "Make a LeRobot v3 data set of the episodes, by going through them again in the simulator: what is not bit for bit as it "
                + "was recorded is left out. What is finished there already is kept.",
            HelpName = "DIR",
        };
        var policies = new Option<string[]>("--policy")
        {
            Description = "Of --lerobot: only the episodes of this policy; repeat for several.",
            HelpName = "NAME",
        };
        var only = Suites.Only(of: "Of --lerobot: ");
        var outcome = Options.Word("--outcome", "Of --lerobot: only episodes that ended so.", "all", "success", "failure");
        var imageSize = Options.Number(
            "--image-size",
            "Of --lerobot: pixels of a picture's edge, whatever the policy looked at.",
            "N",
            128,
            least: 1,
            most: 2048
        );
        var workers = Options.Workers("Of --lerobot: episodes at a time; by default one per core. It changes nothing in what is written.");
        var world = new WorldOptions(installation);
        var command = new Command("export", "Write recorded runs for other tools: Parquet, TensorBoard, LeRobot.")
        {
            folders,
            tables,
            events,
            lerobot,
            policies,
            only,
            outcome,
            imageSize,
            workers,
        }.WithExamples(
            "./blindvla export results/runs/both --out results/tables",
            "./blindvla export results/runs/naive results/runs/align --out results/tables --tensorboard results/curves",
            "./blindvla export results/runs/both --lerobot data/rollouts --policy naive --outcome success"
        );
        world.AddTo(command);
        Option[] ofDataSet = [policies, only, outcome, imageSize, workers];
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var dataSet = parse.GetValue(lerobot);
                RefuseForeign(parse, parse.GetValue(tables) ?? parse.GetValue(events) ?? dataSet, dataSet, ofDataSet, world);
                var runs = ExportedRun.Of(RecordedRun.Together(parse.GetValue(folders)!.Select(RecordedRun.Open)));
                var curves = parse.GetValue(events) is null ? [] : Curves(runs);
                ImmutableArray<RecordedRollout> rollouts = dataSet is null
                    ? []
                    : RecordedRollouts.Of(
                        installation,
                        runs,
                        parse.GetValue(policies)!,
                        parse.GetValue(only),
                        parse.GetValue(outcome) switch
                        {
                            "success" => Outcome.Success,
                            "failure" => Outcome.Failure,
                            _ => null,
                        }
                    );
                var (error, output) = (Invocation.Of(parse).Progress, parse.InvocationConfiguration.Output);
                foreach (var (name, run) in runs.Where(run => run.Run.Record.Status != RunStatus.Complete))
                    error.WriteLine($"{name}: {RunStatuses.Words(run.Record)}");
                if (parse.GetValue(tables) is { } folder)
                {
                    Write(output, Path.Combine(folder, EpisodesParquet.FileName), await EpisodesParquet.EncodeAsync(runs));
                    Write(output, Path.Combine(folder, SummaryParquet.FileName), await SummaryParquet.EncodeAsync(runs));
                }
                if (!curves.IsEmpty && Names(runs).Where(name => !Evaluation.Recipe.IsSeed(name)).ToList() is { Count: > 0 } stepless)
                    error.WriteLine($"on no curve, since their names end in no step: {string.Join(", ", stepless)}");
                foreach (var curve in curves)
                {
                    error.WriteLine($"{curve.Name}: steps {string.Join(", ", curve.Steps)}, as the names of its policies say");
                    Write(output, Path.Combine(parse.GetValue(events)!, curve.Name, SuccessCurve.FileName), curve.Encode());
                }
                if (dataSet is null)
                    return ExitCode.Success;
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, parse.GetValue(workers), log);
                var collector = new RolloutCollector(
                    environments,
                    rollouts[0].Episode.Suite,
                    rollouts,
                    parse.GetValue(imageSize),
                    parse.GetValue(workers),
                    TimeProvider.System
                );
                return await CollectAsync(collector, rollouts.Length, dataSet, Invocation.Of(parse), cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> CollectAsync(
        RolloutCollector collector,
        int episodes,
        string folder,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        var progress = new CollectProgress(console.Progress, "episodes", folder, TimeProvider.System);
        var result = await collector.CollectAsync(folder, progress.Show, cancellationToken);
        progress.End();
        if (result.Kept > 0)
            console.Results.WriteLine(Path.GetFullPath(folder));
        if (result.Refused.IsEmpty)
            return ExitCode.Success;
        foreach (var refused in result.Refused)
            console.Progress.WriteLine($"left out {refused}");
        console.Progress.WriteLine(
            $"{result.Refused.Length} of {episodes} episodes are not as they were recorded; ./blindvla replay says in what they differ, "
                + "and whether the world does"
        );
        return ExitCode.Negative;
    }

    /// <param name="any">Something that is to be written; null where nothing is.</param>
    private static void RefuseForeign(ParseResult parse, string? any, string? dataSet, Option[] ofDataSet, WorldOptions world)
    {
        if (any is null)
            throw new CommandException(
                ExitCode.Usage,
                "expected one or more of --out DIR, --tensorboard DIR and --lerobot DIR, found none"
            );
        var foreign = dataSet is not null
            ? []
            : ofDataSet
                .Where(option => parse.GetResult(option) is { Implicit: false })
                .Select(option => option.Name)
                .Concat(world.Given(parse))
                .ToList();
        if (foreign.Count > 0)
            throw new CommandException(ExitCode.Usage, string.Join('\n', foreign.Select(name => $"{name} is for --lerobot")));
    }

    private static ImmutableArray<SuccessCurve> Curves(ImmutableArray<ExportedRun> runs)
    {
        var curves = SuccessCurve.Of(runs);
        return curves.IsEmpty
            ? throw new CommandException(
                ExitCode.Usage,
                "--tensorboard: no policy of these runs that has finished a trial is called NAME-STEP, as the checkpoint of a step is: "
                    + NearestNames.List([.. Names(runs)])
                    + "; eval --policy naive-4000=torch:DIR names one"
            )
            : curves;
    }

    private static IEnumerable<string> Names(ImmutableArray<ExportedRun> runs) =>
        runs.SelectMany(run => run.Run.Record.Identity.Policies).Select(policy => policy.Name).Distinct();

    private static void Write(TextWriter output, string path, byte[] content)
    {
        OutputFile.Replace(path, content);
        output.WriteLine(Path.GetFullPath(path));
    }
}
