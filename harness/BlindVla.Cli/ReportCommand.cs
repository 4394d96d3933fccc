using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla report</c>: what recorded runs showed, as a page and as a table.</summary>
internal static class ReportCommand
{
    public static Command Create(Installation installation)
    {
        var folders = new Argument<string[]>("RUN") { Description = "Folders of runs.", Arity = ArgumentArity.OneOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "As a markdown table, for a pull request or a wiki." };
        var json = new Option<bool>("--json")
        {
            Description =
                "Print what the runs showed as JSON, a list: folder, status, trials and the rates of each; no page but with --html.",
        };
        var html = new Option<string?>("--html")
        {
            Description = $"The page to write. Default: {HtmlReport.FileName} in the first run's folder, none with --markdown or --json.",
            HelpName = "FILE",
        };
        var gate = new Option<string?>("--gate")
        {
            Description = "Put this gate's verdict first; needs --baseline and --candidate.",
            HelpName = "GATE",
        };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "Name of the policy that the gate compares with.",
            HelpName = "NAME",
        };
        var candidate = new Option<string?>("--candidate") { Description = "Name of the policy that the gate judges.", HelpName = "NAME" };
        var junit = new Option<string?>("--junit") { Description = "Write the gate's claims as JUnit XML.", HelpName = "FILE" };
        var embed = new Option<bool>("--embed") { Description = "Carry the films in the page, so that it needs no other file." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a page that is there already." };
        var command = new Command(
            "report",
            "Write what runs showed as one HTML page, and print successes per policy and axis with Wilson 95 % intervals. With --gate "
                + "the exit code is the verdict's, as gate's."
        )
        {
            folders,
            markdown,
            json,
            html,
            overwrite,
            embed,
            gate,
            baseline,
            candidate,
            junit,
        }.WithExamples(
            "./blindvla report results/runs/both --gate ood --baseline naive --candidate aligned",
            "./blindvla report results/runs/vision",
            "./blindvla report results/runs/baseline results/runs/candidate --html both.html",
            "./blindvla report results/runs/vision --embed --html to-send.html",
            "./blindvla report results/runs/vision --markdown",
            "./blindvla report results/runs/vision --json"
        );
        command.SetAction(parse =>
        {
            var runs = RecordedRun.Together(parse.GetValue(folders)!.Select(RecordedRun.Open));
            if (parse.GetValue(json) && (parse.GetValue(markdown) || parse.GetValue(gate) is not null))
                throw new CommandException(
                    ExitCode.Usage,
                    "--json prints rates and goes with neither --markdown nor --gate; a verdict as JSON is what gate --json writes"
                );
            var page = parse.GetValue(html)
                ?? (parse.GetValue(markdown) || parse.GetValue(json) ? null : Path.Combine(runs[0].Path, HtmlReport.FileName));
            if (!parse.GetValue(overwrite))
                OutputFile.RequireNew(page, html.Name);
            var verdict = Judge(installation, runs, parse.GetValue(gate), parse.GetValue(baseline), parse.GetValue(candidate));
            if (parse.GetValue(junit) is not null && verdict is null)
                throw new CommandException(ExitCode.Usage, "--junit needs --gate: its claims are the test cases");
            OutputFile.Require(parse.GetValue(junit));
            if (page is not null)
            {
                HtmlReport.Write(
                    page,
                    ReportSide.Of(runs),
                    verdict,
                    Recipes(installation, runs, parse.InvocationConfiguration.Error),
                    parse.GetValue(embed)
                );
                parse.InvocationConfiguration.Error.WriteLine(Path.GetFullPath(page));
            }
            if (verdict is not null)
            {
                OutputFile.Write(parse.GetValue(junit), GateReport.JUnit(verdict));
                parse.InvocationConfiguration.Output.WriteLine(
                    parse.GetValue(markdown) ? GateReport.Markdown(verdict) : GateReport.Plain(verdict, Invocation.Of(parse).Width)
                );
            }
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                output.WriteLine(
                    SummarizedRun.ToJson([
                        .. runs.Select(run => new SummarizedRun(
                            run.Path,
                            run.Record.Status,
                            run.Record.Trials,
                            Summary.Of(run.Record.Identity, [.. run.Trials])
                        )),
                    ])
                );
                return ExitCode.Success;
            }
            foreach (var run in runs)
            {
                var summary = Summary.Of(run.Record.Identity, [.. run.Trials]);
                output.WriteLine($"{run.Path} ({RunStatuses.Words(run.Record)})");
                output.WriteLine(
                    parse.GetValue(markdown) ? SummaryTable.Markdown(summary) : SummaryTable.Plain(summary, Invocation.Of(parse).Width)
                );
            }
            return verdict is null ? ExitCode.Success : ExitCode.Of(verdict.Verdict);
        });
        return command;
    }

    /// <summary>Null where the runs cannot be taken together; that is said where they are meant to be.</summary>
    private static RecipeTable? Recipes(Installation installation, IReadOnlyList<RecordedRun> runs, TextWriter error)
    {
        try
        {
            return RecipeTable.Of(runs, suite => Suites.IsShipped(installation, suite));
        }
        catch (RunException e)
        {
            if (runs.Any(run => run.Record.Identity.Policies.Any(policy => Recipe.IsSeed(policy.Name))))
            {
                error.WriteLine($"no table of recipes on the page: {e.Message}");
            }
            return null;
        }
    }

    private static GateResult? Judge(
        Installation installation,
        IReadOnlyList<RecordedRun> runs,
        string? gate,
        string? baseline,
        string? candidate
    )
    {
        if ((gate, baseline, candidate) is (null, null, null))
            return null;
        if (gate is null || baseline is null || candidate is null)
            throw new CommandException(ExitCode.Usage, "--gate, --baseline and --candidate go together");
        var (left, right) = (Sides.Named(runs, baseline), Sides.Named(runs, candidate));
        return Sides.Judge(installation, GateCommand.Load(installation, gate), left, right);
    }
}
