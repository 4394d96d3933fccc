using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla table</c>: what ways of training came to, a row for each.</summary>
internal static class TableCommand
{
    private const string MarkdownFile = "table.md";
    private const string CsvFile = "table.csv";

    public static Command Create(Installation installation)
    {
        var folders = new Argument<string[]>("RUN")
        {
            Description = "Folders of runs, of one suite or of several.",
            Arity = ArgumentArity.OneOrMore,
        };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "The recipe that the others are compared with. Default: that of the first policy.",
            HelpName = "RECIPE",
        };
        var wholeNames = new Option<bool>("--whole-names")
        {
            Description = "Every policy is a recipe, whatever its name ends in: for NAME-4000, the checkpoint of step 4000.",
        };
        var markdown = new Option<bool>("--markdown") { Description = "As markdown, for a pull request or a wiki." };
        var json = new Option<bool>("--json") { Description = "As JSON: columns, and of each recipe its cells in their order." };
        var output = new Option<string?>("--out")
        {
            Description = $"Write {MarkdownFile} and {CsvFile} into this folder too, over those that are there.",
            HelpName = "FOLDER",
        };
        var command = new Command(
            "table",
            "Say what ways of training came to: a row for each recipe, a column for each environment, mean over training seeds, with "
                + "intervals over scenes and over seeds. Policies named NAME-0, NAME-1 ... are the seeds of the recipe NAME."
        )
        {
            folders,
            baseline,
            wholeNames,
            markdown,
            json,
            output,
        }.WithExamples(
            "./blindvla table runs/paper-small/judged runs/paper-small/words --baseline naive",
            "./blindvla table results/runs/both --markdown --out results/table"
        );
        Options.Exclude(command, markdown, json);
        command.SetAction(parse =>
        {
            var (markdownPath, csvPath) = parse.GetValue(output) is { } folder
                ? (Path.Combine(folder, MarkdownFile), Path.Combine(folder, CsvFile))
                : ((string?)null, (string?)null);
            OutputFile.Require(markdownPath);
            OutputFile.Require(csvPath);
            var table = RecipeTable.Of(
                [.. parse.GetValue(folders)!.Select(RecordedRun.Open)],
                suite => Suites.IsShipped(installation, suite),
                parse.GetValue(baseline),
                parse.GetValue(wholeNames)
            );
            OutputFile.Write(markdownPath, RecipeTables.Markdown(table));
            OutputFile.Write(csvPath, RecipeCsv.Encode(table));
            parse.InvocationConfiguration.Output.WriteLine(
                parse.GetValue(json) ? table.ToJson()
                : parse.GetValue(markdown) ? RecipeTables.Markdown(table)
                : RecipeTables.Plain(table, Invocation.Of(parse).Width)
            );
        });
        return command;
    }
}
