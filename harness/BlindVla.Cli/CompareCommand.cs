using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla compare</c>: candidates against a baseline, episode by episode.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN")
        {
            Description = "Folders of runs; together they have the policies.",
            Arity = ArgumentArity.OneOrMore,
        };
        var baseline = new Option<string>("--baseline")
        {
            Description = "Name of the policy to compare with.",
            Required = true,
            HelpName = "NAME",
        };
        var candidates = new Option<string[]>("--candidate")
        {
            Description =
                "Name of a policy to compare, or RECIPE-* for all of RECIPE-0, RECIPE-1 ..., taken for its training seeds; repeat for "
                + "several.",
            Required = true,
            HelpName = "NAME",
        };
        var markdown = new Option<bool>("--markdown") { Description = "As markdown." };
        var json = new Option<bool>("--json") { Description = "As JSON: a list, one comparison for each candidate and success rule." };
        var command = new Command(
            "compare",
            "Compare policies on the same episodes: paired differences, intervals, exact tests, what could have been seen."
        )
        {
            folders,
            baseline,
            candidates,
            markdown,
            json,
        }.WithExamples(
            "./blindvla compare results/runs/both --baseline naive --candidate aligned",
            "./blindvla compare results/runs/all --baseline naive --candidate aligned --candidate frozen",
            "./blindvla compare results/runs/a results/runs/b --baseline naive --candidate aligned --markdown"
        );
        Options.Exclude(command, markdown, json);
        command.SetAction(parse =>
        {
            var output = parse.InvocationConfiguration.Output;
            var runs = parse.GetValue(folders)!.Select(RecordedRun.Open).ToList();
            var left = Sides.Named(runs, parse.GetValue(baseline)!);
            var rights = parse.GetValue(candidates)!.Distinct().Select(name => Sides.Named(runs, name)).ToList();
            // Each trial's own rule first; the others say whether the verdict hangs on it, where the trials say what they are by them.
            SuccessRule?[] rules =
            [
                null,
                .. new SuccessRule?[] { SuccessRule.AtEnd, SuccessRule.AtAnyStep }.Where(rule =>
                    rule != left.SuccessRule && rights.Prepend(left).All(side => side.Says(rule))
                ),
            ];
            var comparisons = rights.ConvertAll(right => rules.Select(rule => Comparison.Of(left, right, rule)).ToList());
            var caveats = rights.Prepend(left).SelectMany(side => side.Unfinished.Concat(side.Stopped)).Distinct().ToList();
            if (parse.GetValue(json))
            {
                caveats.ForEach(Invocation.Of(parse).Progress.WriteLine);
                foreach (var right in rights)
                {
                    if (ReleaseGate.Repeats(left, right) is { } repeats)
                        Invocation.Of(parse).Progress.WriteLine($"{right.Name} against {left.Name}: {repeats}");
                }
                output.WriteLine(Comparison.ToJson([.. comparisons.SelectMany(all => all)]));
                return;
            }
            caveats.ForEach(output.WriteLine);
            var width = Invocation.Of(parse).Width;
            if (rights.Count > 1)
            {
                var ranking = Ranking.Of(left, rights);
                var own = comparisons.ConvertAll(all => all[0]);
                output.WriteLine(
                    parse.GetValue(markdown)
                        ? ComparisonTable.MarkdownRanking(ranking, own)
                        : ComparisonTable.PlainRanking(ranking, own, width)
                );
            }
            foreach (var (right, all) in rights.Zip(comparisons))
            {
                output.WriteLine($"{right.Name} against {left.Name}");
                if (ReleaseGate.Repeats(left, right) is { } repeats)
                {
                    output.WriteLine(repeats);
                }
                foreach (var comparison in all)
                    output.WriteLine(
                        parse.GetValue(markdown) ? ComparisonTable.Markdown(comparison) : ComparisonTable.Plain(comparison, width)
                    );
            }
        });
        return command;
    }
}
