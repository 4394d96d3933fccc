using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary><c>blindvla merge</c>: the shards of a run become one run.</summary>
internal static class MergeCommand
{
    public static Command Create(Installation installation)
    {
        var folders = new Argument<string[]>("RUN") { Description = "The folders of the shards.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out")
        {
            Description = "The folder of the merged run.",
            Required = true,
            HelpName = "DIR",
        };
        var partial = new Option<bool>("--partial")
        {
            Description = "Merge what there is, although trials are missing; eval --resume can finish the merged run.",
        };
        var command = new Command(
            "merge",
            "Make one run of the shards of a run. Where trials are missing they are named, and nothing is written."
        )
        {
            folders,
            output,
            partial,
        }.WithExamples("./blindvla merge results/runs/part1 results/runs/part2 --out results/runs/whole");
        command.SetAction(parse =>
        {
            var merged = Merge(installation, parse.GetValue(folders)!, parse.GetValue(output)!, parse.GetValue(partial));
            var console = parse.InvocationConfiguration;
            foreach (var missing in merged.Missing)
                console.Error.WriteLine($"missing: {missing}");
            console.Output.WriteLine(SummaryTable.Plain(merged.Summary, Invocation.Of(parse).Width));
            console.Output.WriteLine(merged.Folder);
            return ExitCode.Success;
        });
        return command;
    }

    /// <param name="allowPartial">Whether trials may be missing.</param>
    /// <exception cref="RunException">They are not the shards of one run, or trials are missing; nothing was written.</exception>
    public static MergeResult Merge(Installation installation, IReadOnlyList<string> folders, string output, bool allowPartial)
    {
        // All shards are of one run.
        EpisodePlan? plan = null;
        EpisodePlan Whole(RecordedRun run) => plan ??= Suites.Plan(Suites.Of(installation, run), run.Record.Identity);
        return RunMerge.Merge(
            folders,
            output,
            allowPartial,
            (run, shard) =>
                run.SuiteCopy is null ? null : [.. Whole(run).Shard(shard.Index, shard.Count).Episodes.Select(episode => episode.Id)],
            TimeProvider.System
        );
    }
}
