using System.Globalization;
using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>A table of recipes for a terminal or as markdown: its rates first, then what they are made of, group by group.</summary>
public static class RecipeTables
{
    internal const string None = "-";

    // People count training seeds from zero or take a year; steps are hundreds.
    private const int LikelyStep = 100;

    internal const string Explanation =
        "Mean over training seeds. First interval: these checkpoints on other scenes (Wilson, differences Tango; a scene counts as one "
        + "however many seeds and cells share it). Second: other trainings on these scenes (Student); one seed has none, nor have "
        + "seeds that are all alike, which do not say how far others would be. Both 95 %.";

    internal const string DifferenceExplanation =
        "Paired by seed and episode, a single policy with every seed; lost/won: only the baseline, only the recipe succeeded; p: McNemar, "
        + "two-sided, for so many pairs as the scenes are worth; adjusted: of the single environments out of distribution, after Benjamini "
        + "and Hochberg. Better or worse: p is below 0.05 and the interval over seeds excludes 0; where only the first holds, it is said "
        + "of these checkpoints.";

    /// <summary>The verdicts, then a line for each environment and recipe: as wide as a terminal may be.</summary>
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(RecipeTable table, int? width = null) =>
        string.Concat(Headlines(table).Select(line => TextTable.Wrap(line, width)).Append("\n").SkipWhile(line => line == "\n"))
        + $"{Long(table).ToPlain(width)}\n"
        + string.Concat(Compared(table).Select(row => $"{Heading(table, row)}\n{Against(table, row).ToPlain(width)}\n"))
        + string.Concat(Notes(table).Select(note => TextTable.Wrap(note, width)));

    /// <summary>The verdicts, the layout of the paper with what is published below it, then both intervals group by group.</summary>
    public static string Markdown(RecipeTable table)
    {
        var text = new StringBuilder();
        foreach (var line in Headlines(table))
        {
            text.Append("- ").Append(Escaped(line)).Append('\n');
        }
        Add("Success, per cent", Of(table, table.Columns.Index(), (row, i) => Number(row.Cells[i].Success, Percent)));
        if (Published(table) is { } published)
        {
            Add("Published, per cent, with the standard deviation over evaluation seeds", published);
        }
        foreach (var group in Groups(table))
        {
            Add(
                $"{group.Key}: success, per cent, over scenes, over seeds",
                Of(table, group, (row, i) => Text(row.Cells[i].Success, Percent))
            );
            if (group.Any(column => Has(table, column.Index, cell => cell.Effect)))
            {
                Add(
                    $"{group.Key}: minus the control twins, points, over scenes, over seeds",
                    Of(table, group, (row, i) => Text(row.Cells[i].Effect, Points))
                );
            }
        }
        foreach (var row in Compared(table))
        {
            Add(Heading(table, row), Against(table, row));
        }
        foreach (var note in Notes(table))
        {
            text.Append('\n').Append(Escaped(note)).Append('\n');
        }
        return text.ToString().TrimStart('\n');

        void Add(string title, TextTable part) => text.Append("\n**").Append(Escaped(title)).Append("**\n\n").Append(part.ToMarkdown());
    }

    /// <summary>What came of each recipe against the baseline, over everything out of distribution.</summary>
    internal static IEnumerable<string> Headlines(RecipeTable table) =>
        from row in Compared(table)
        from column in table.Columns.Index().GroupBy(column => column.Item.Suite).Select(suite => suite.Last())
        let difference = row.Cells[column.Index].Difference
        where difference is not null
        select $"{Marked(row)} against {table.Baseline}, {column.Item.Title}: {Points(difference.Mean.Value)} points "
            + $"({Text(difference.Mean.OverScenes, Points)} over scenes, "
            + $"{OverSeeds(difference.Mean)}): "
            + $"{Words(difference)}";

    private static string OverSeeds(RecipeMean mean) =>
        mean.OverSeeds is { } known ? $"{Text(known, Points)} over seeds"
        : mean.Seeds == 1 ? "one seed"
        : $"{mean.Seeds} seeds alike";

    /// <summary>The recipes that have a partner in the baseline.</summary>
    internal static IEnumerable<RecipeRow> Compared(RecipeTable table) =>
        table.Rows.Where(row => row.Cells.Any(cell => cell.Difference is not null));

    private static string Heading(RecipeTable table, RecipeRow row) => $"{Marked(row)} against {table.Baseline}, points";

    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal);

    /// <summary>The columns, with their numbers, of every group in which something was run.</summary>
    internal static IEnumerable<IGrouping<string, (int Index, RecipeColumn Item)>> Groups(RecipeTable table) =>
        table
            .Columns.Index()
            .GroupBy(column => column.Item.Group)
            .Where(group => group.Any(column => Has(table, column.Index, cell => cell.Success)));

    private static bool Has(RecipeTable table, int column, Func<RecipeCell, object?> what) =>
        table.Rows.Any(row => what(row.Cells[column]) is not null);

    private static TextTable Of(
        RecipeTable table,
        IEnumerable<(int Index, RecipeColumn Item)> columns,
        Func<RecipeRow, int, string> text
    ) =>
        new(
            [new("recipe"), new("seeds", true), .. columns.Select(column => new TableColumn(column.Item.Title, true))],
            [
                .. table.Rows.Select(row =>
                    (IReadOnlyList<string>)
                        [Marked(row), Count(row.Recipe.Policies.Length), .. columns.Select(column => text(row, column.Index))]
                ),
            ]
        );

    private static TextTable Long(RecipeTable table)
    {
        var (effects, published) = (
            table.Rows.Any(row => row.Cells.Any(cell => cell.Effect is not null)),
            table.Rows.Any(row => row.Cells.Any(cell => cell.Published is not null))
        );
        return new(
            [
                new("environment"),
                new("recipe"),
                new("seeds", true),
                new("success", true),
                new("over scenes", true),
                new("over seeds", true),
                .. effects ? [new("vs control", true), new("over scenes", true), new("over seeds", true)] : Array.Empty<TableColumn>(),
                .. published ? [new("published", true)] : Array.Empty<TableColumn>(),
            ],
            [
                .. from column in table.Columns.Index()
                from row in table.Rows
                let cell = row.Cells[column.Index]
                select (IReadOnlyList<string>)
                    [
                        column.Item.Title,
                        Marked(row),
                        Count(cell.Success?.Seeds ?? 0),
                        .. Parts(cell.Success, Percent),
                        .. effects ? Parts(cell.Effect, Points) : [],
                        .. published ? [cell.Published is { } known ? Text(known) : ""] : Array.Empty<string>(),
                    ],
            ]
        );

        static string[] Parts(RecipeMean? mean, Func<double, string> format) =>
            mean is null ? [None, "", ""] : [format(mean.Value), Text(mean.OverScenes, format), Text(mean.OverSeeds, format)];
    }

    /// <summary>A table of its own: what others measured elsewhere is not to be read as a row of this one.</summary>
    private static TextTable? Published(RecipeTable table)
    {
        var columns = table.Columns.Index().Where(column => Has(table, column.Index, cell => cell.Published)).ToList();
        var models = table
            .Rows.SelectMany(row => row.Cells.Select(cell => (row.Recipe.Name, cell.Published)))
            .Where(pair => pair.Published is not null)
            .Select(pair => (pair.Name, pair.Published!.Model, pair.Published.Source))
            .Distinct()
            .ToList();
        return models.Count == 0
            ? null
            : new(
                [new("model"), new("like"), new("source"), .. columns.Select(column => new TableColumn(column.Item.Title, true))],
                [
                    .. models.Select(model =>
                        (IReadOnlyList<string>)
                            [
                                model.Model,
                                model.Name,
                                model.Source,
                                .. columns.Select(column =>
                                    table.Rows.First(row => row.Recipe.Name == model.Name).Cells[column.Index].Published is { } published
                                    && published.Model == model.Model
                                        ? Text(published)
                                        : ""
                                ),
                            ]
                    ),
                ]
            );
    }

    private static TextTable Against(RecipeTable table, RecipeRow row) =>
        new(
            [
                new("environment"),
                new("seeds", true),
                new("pairs", true),
                new("lost/won", true),
                new("difference", true),
                new("over scenes", true),
                new("over seeds", true),
                new("p", true),
                new("adjusted", true),
                new("verdict"),
            ],
            [
                .. table
                    .Columns.Zip(row.Cells)
                    .Where(pair => pair.Second.Difference is not null)
                    .Select(pair =>
                    {
                        var difference = pair.Second.Difference!;
                        return (IReadOnlyList<string>)
                            [
                                pair.First.Title,
                                Count(difference.Mean.Seeds),
                                Count(difference.Mean.N),
                                $"{difference.Lost}/{difference.Won}",
                                Points(difference.Mean.Value),
                                Text(difference.Mean.OverScenes, Points),
                                Text(difference.Mean.OverSeeds, Points),
                                ComparisonTable.P(difference.P),
                                IsAdjusted(pair.First) ? ComparisonTable.P(difference.AdjustedP) : "",
                                Words(difference),
                            ];
                    }),
            ]
        );

    /// <summary>How to read the numbers, and what is missing from them.</summary>
    private static IEnumerable<string> Notes(RecipeTable table)
    {
        yield return $"Success {SuccessRules.Words(table.SuccessRule)}. {Explanation}";
        if (Compared(table).Any())
        {
            yield return DifferenceExplanation;
        }
        if (table.Rows.Any(row => row.IsPrivileged))
        {
            yield return SummaryTable.PrivilegedNote;
        }
        foreach (var note in Gaps(table))
        {
            yield return note;
        }
    }

    /// <summary>What is missing from the numbers.</summary>
    internal static IEnumerable<string> Gaps(RecipeTable table)
    {
        foreach (var run in table.Unfinished)
        {
            yield return $"{run.Folder} is {RunStatuses.Words(run.Record)}"
                + (
                    run.Record.WasEndedByAGate ? ": all that is said here is of samples whose size does not depend on their outcomes." : "."
                );
        }
        foreach (var row in table.Rows)
        {
            var seeds = row.Recipe.Policies.Length;
            if (!row.Unpaired.IsEmpty)
            {
                yield return row.Recipe.Policies.All(policy => row.Unpaired.Contains(policy.Name))
                    ? $"{Marked(row)} has no training seed in common with {table.Baseline}, so that nothing is paired."
                    : $"{Marked(row)} against {table.Baseline}: without a partner of the same training seed, and in no pair: "
                        + $"{NearestNames.List(row.Unpaired)}.";
            }
            if (!row.UnpairedTrials.IsEmpty)
            {
                var lacking = row.UnpairedTrials.Select(trials => $"{trials.Count} of {trials.Policy} that {trials.Partner} lacks");
                yield return $"{Marked(row)} against {table.Baseline}: finished trials whose episode the partner has not finished are in "
                    + $"no pair: {string.Join(", ", lacking)}.";
            }
            if (seeds > 1)
            {
                yield return $"{Marked(row)} is {NearestNames.List([.. row.Recipe.Policies.Select(policy => policy.Name)])}, taken for "
                    + $"{seeds} trainings with different seeds"
                    + (
                        row.Recipe.Policies.Any(policy => policy.Seed >= LikelyStep)
                            ? "; where they are steps of one training, say --whole-names."
                            : "."
                    );
            }
            foreach (
                var fewer in table
                    .Columns.Zip(row.Cells)
                    .Where(pair => pair.Second.Success is { } success && success.Seeds < seeds)
                    .GroupBy(pair => pair.Second.Success!.Seeds, pair => pair.First)
                    .OrderBy(fewer => fewer.Key)
            )
            {
                yield return $"{Marked(row)}: {fewer.Key} of {seeds} seeds in {string.Join(", ", fewer.Select(column => column.Title))}.";
            }
        }
        var errored = table
            .Rows.Select(row =>
                (Row: row, Count: table.Columns.Zip(row.Cells).Where(pair => !pair.First.IsMean).Sum(pair => pair.Second.Errored))
            )
            .Where(row => row.Count > 0)
            .ToList();
        if (errored.Count > 0)
        {
            yield return $"Errored trials, which could not be carried out and are in no number: "
                + $"{string.Join(", ", errored.Select(row => $"{Marked(row.Row)} {row.Count}"))}; eval --resume tries them again.";
        }
    }

    internal static bool IsAdjusted(RecipeColumn column) => column is { IsMean: false, IsInDistribution: false };

    internal static string Words(RecipeDifference difference) =>
        difference.Verdict switch
        {
            RecipeVerdict.Better => "better",
            RecipeVerdict.Worse => "worse",
            RecipeVerdict.BetterCheckpoints => "these checkpoints are better",
            RecipeVerdict.WorseCheckpoints => "these checkpoints are worse",
            _ when difference.Won + difference.Lost < PairedTest.FewestDiscordant => "too few pairs differ to tell",
            _ => "not certain",
        };

    internal static string Marked(RecipeRow row) => row.Recipe.Name + (row.IsPrivileged ? SummaryTable.PrivilegedMark : "");

    internal static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture);

    internal static string Points(double difference) => ComparisonTable.Points(difference);

    private static string Text(PublishedRate published) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * published.Rate:0} ± {100 * published.StandardDeviation:0}");

    private static string Number(RecipeMean? mean, Func<double, string> format) => mean is null ? None : format(mean.Value);

    private static string Text(RecipeMean? mean, Func<double, string> format) =>
        mean is null ? None : $"{format(mean.Value)} [{Text(mean.OverScenes, format)}] [{Text(mean.OverSeeds, format)}]";

    private static string Text(Interval? interval, Func<double, string> format) =>
        interval is { } known ? $"{format(known.Minimum)} to {format(known.Maximum)}" : None;

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
