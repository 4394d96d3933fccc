using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla merge</c>: the shards of a run become one run.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN") { Description = "The folders of the shards.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The folder of the merged run.", Required = true, HelpName = "DIR" };
        var command = new Command("merge", "Make one run of the shards of a run.") { folders, output }
            .WithExamples("./blindvla merge results/runs/part1 results/runs/part2 --out results/runs/whole");
        command.SetAction(parse =>
        {
            var merged = RunMerge.Merge(parse.GetValue(folders)!, parse.GetValue(output)!, TimeProvider.System);
            var console = parse.InvocationConfiguration;
            foreach (var missing in merged.Missing)
                console.Error.WriteLine($"missing: {missing}");
            console.Output.WriteLine(SummaryTable.Plain(merged.Summary, Invocation.Of(parse).Width));
            console.Output.WriteLine(merged.Folder);
            return ExitCode.Success;
        });
        return command;
    }
}
