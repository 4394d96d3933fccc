using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla report</c>: the table of recorded runs.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN") { Description = "Folders of runs.", Arity = ArgumentArity.OneOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "As a markdown table, for a pull request or a wiki." };
        var command = new Command("report", "Print the successes of recorded runs, per policy and axis, with Wilson 95 % intervals.") { folders, markdown }
            .WithExamples("./blindvla report results/runs/vision --markdown");
        command.SetAction(parse =>
        {
            foreach (var run in parse.GetValue(folders)!.Select(RecordedRun.Open).ToList())
            {
                var summary = Summary.Of(run.Record.Identity, [.. run.Trials]);
                var output = parse.InvocationConfiguration.Output;
                output.WriteLine($"{run.Path} ({run.Record.Status.ToString().ToLowerInvariant()})");
                output.WriteLine(parse.GetValue(markdown) ? SummaryTable.Markdown(summary) : SummaryTable.Plain(summary));
            }
        });
        return command;
    }
}
