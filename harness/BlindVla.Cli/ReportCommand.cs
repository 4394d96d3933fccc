using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla report</c>: what recorded runs showed, as a page and as a table.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN") { Description = "Folders of runs.", Arity = ArgumentArity.OneOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "As a markdown table, for a pull request or a wiki." };
        var html = new Option<string?>("--html") { Description = $"The page to write. Default: {HtmlReport.FileName} in the first run's folder.", HelpName = "FILE" };
        var command = new Command("report", "Write what runs showed as one HTML page, and print successes per policy and axis with Wilson 95 % intervals.")
        {
            folders, markdown, html,
        }.WithExamples(
            "./blindvla report results/runs/vision",
            "./blindvla report results/runs/baseline results/runs/candidate --html both.html",
            "./blindvla report results/runs/vision --markdown");
        command.SetAction(parse =>
        {
            var runs = parse.GetValue(folders)!.Select(RecordedRun.Open).ToList();
            if (!parse.GetValue(markdown))
            {
                var page = parse.GetValue(html) ?? Path.Combine(runs[0].Path, HtmlReport.FileName);
                HtmlReport.Write(page, ReportArm.Of(runs));
                parse.InvocationConfiguration.Error.WriteLine(Path.GetFullPath(page));
            }
            foreach (var run in runs)
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
