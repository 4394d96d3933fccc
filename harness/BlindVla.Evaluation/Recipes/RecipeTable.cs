using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// What ways of training came to: a row for each recipe, a column for each environment. Every recorded run of the same suite is taken
/// together; trials that could not be carried out are in no number, and what has no trials has no number.
/// </summary>
/// <param name="Baseline">Name of the recipe that the others are compared with.</param>
/// <param name="SuccessRule">That all trials are scored by; null where they differ in it.</param>
/// <param name="Columns">Suite by suite.</param>
/// <param name="Rows">In the order of the runs.</param>
/// <param name="Unfinished">Runs that have fewer trials than were planned.</param>
public sealed record RecipeTable(
    string Baseline,
    SuccessRule? SuccessRule,
    ImmutableArray<RecipeColumn> Columns,
    ImmutableArray<RecipeRow> Rows,
    ImmutableArray<UnfinishedRun> Unfinished
)
{
    private const int CurrentSchemaVersion = 1;

    /// <summary>Version of <see cref="ToJson"/>.</summary>
    [JsonPropertyOrder(-1)]
    public int SchemaVersion { get; } = CurrentSchemaVersion;

    /// <summary>It says what the summaries of its runs do not.</summary>
    [JsonIgnore]
    public bool SaysMore =>
        Columns.Length > 0 && Rows.Any(row => row.Recipe.Policies.Length > 1 || row.Cells.Any(cell => cell.Published is not null));

    /// <summary>The table as one JSON object; rates and differences are fractions.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeJson.Default.RecipeTable);

    /// <param name="isPapers">Whether the cells of a suite of a name that the paper's have are the paper's.</param>
    /// <param name="baseline">A recipe; null for the first.</param>
    /// <param name="wholeNames">Every policy is a recipe, whatever its name ends in.</param>
    /// <exception cref="RunException">The runs cannot be taken together, one was imported, or there is no such baseline.</exception>
    public static RecipeTable Of(
        IReadOnlyList<RecordedRun> runs,
        Func<SuiteIdentity, bool> isPapers,
        string? baseline = null,
        bool wholeNames = false
    )
    {
        foreach (var run in runs)
        {
            run.RequireOwn("a table of recipes pairs scenes; compare, gate and report take imported runs");
        }
        ImmutableArray<RecipeSide> sides =
        [
            .. runs.SelectMany(run => run.Record.Identity.Policies.Select(policy => new RecipeSide(new(run, policy)))),
        ];
        RequireOneOfEach(sides);
        RequireComparable(sides);
        var recipes = Recipe.Of(sides.Select(side => side.Policy.Name), wholeNames);
        var first = recipes.FirstOrDefault(recipe => recipe.Name == (baseline ?? recipe.Name))
            ?? throw new RunException(
                RunFault.Refused,
                $"there is no recipe '{baseline}' in the runs; {NearestNames.Suggest(baseline!, recipes.Select(recipe => recipe.Name))}"
            );
        var papers = sides
            .Select(side => side.Suite)
            .Where(suite => PaperTables.Columns.ContainsKey(suite.Name) && isPapers(suite))
            .Select(suite => suite.Name)
            .ToHashSet();
        var columns = RecipeColumn.ToldApart([
            .. sides
                .GroupBy(side => side.Suite.Name)
                .SelectMany(suite =>
                    papers.Contains(suite.Key)
                        ? PaperTables.Columns[suite.Key]
                        : RecipeColumn.Of(suite.Key, suite.SelectMany(side => side.Trials).Select(trial => trial.Condition))
                ),
        ]);
        var bySide = sides.ToDictionary(side => (side.Suite.Name, side.Policy.Name));
        return new(
            first.Name,
            sides.Select(side => side.Side.SuccessRule).Distinct().ToList() is [var rule] ? rule : null,
            columns,
            [.. recipes.Select(recipe => Row(recipe))],
            [
                .. runs.Where(run => run.Record.Status != RunStatus.Complete)
                    .Select(run => new UnfinishedRun(Path.GetFileName(run.Path), run.Record)),
            ]
        );

        RecipeRow Row(Recipe recipe)
        {
            ImmutableArray<(TrainedPolicy Baseline, TrainedPolicy Policy)> pairs =
            [
                // As compare and gate pair them: one policy stands against every seed of the other side.
                .. first.Policies.Length == 1 || recipe.Policies.Length == 1
                    ? first.Policies.SelectMany(_ => recipe.Policies, (b, c) => (b, c))
                    : first.Policies.Join(recipe.Policies, policy => policy.Seed, policy => policy.Seed, (b, c) => (b, c)),
            ];
            return new(
                recipe,
                recipe.Policies.Any(policy => sides.Any(side => side.Policy.Name == policy.Name && side.Policy.IsPrivileged)),
                [
                    .. first
                        .Policies.Concat(recipe.Policies)
                        .Where(policy => pairs.All(pair => pair.Baseline != policy && pair.Policy != policy))
                        .Select(policy => policy.Name),
                ],
                recipe == first ? [] : Lacking(pairs),
                AdjustedByCells([.. columns.Select(column => Cell(recipe, pairs, column))])
            );
        }

        // A policy that was not run on a suite at all has no number there to wonder about.
        ImmutableArray<UnpairedTrials> Lacking(ImmutableArray<(TrainedPolicy Baseline, TrainedPolicy Policy)> pairs) =>
            [
                .. from pair in pairs
                from suite in sides.Select(side => side.Suite.Name).Distinct()
                let one = bySide.GetValueOrDefault((suite, pair.Baseline.Name))
                let other = bySide.GetValueOrDefault((suite, pair.Policy.Name))
                where one is not null && other is not null
                from side in new[] { (Policy: one, Partner: other), (Policy: other, Partner: one) }
                let count = side.Policy.Without(side.Partner)
                where count > 0
                group count by (Policy: side.Policy.Policy.Name, Partner: side.Partner.Policy.Name) into lacking
                select new UnpairedTrials(lacking.Key.Policy, lacking.Key.Partner, lacking.Sum()),
            ];

        RecipeCell Cell(Recipe recipe, ImmutableArray<(TrainedPolicy Baseline, TrainedPolicy Policy)> pairs, RecipeColumn column)
        {
            RecipeSide? Find(TrainedPolicy policy) => bySide.GetValueOrDefault((column.Suite, policy.Name));
            ImmutableArray<RecipeSide> own = [.. recipe.Policies.Select(Find).OfType<RecipeSide>()];
            return new(
                SeedOutcomes.Of(column, own.Select(side => side.Successes(column))) is { } successes
                    ? RecipeMean.OfRates(successes.Mean, successes.Seeds)
                    : null,
                SeedOutcomes.Of(column, own.Select(side => side.Effects(column))) is { } effects
                    ? RecipeMean.OfDifferences(effects.Mean, effects.Seeds)
                    : null,
                recipe == first
                    ? null
                    : Difference(
                        SeedOutcomes.Of(
                            column,
                            pairs
                                .Select(pair => (Baseline: Find(pair.Baseline), Policy: Find(pair.Policy)))
                                .Where(pair => pair is { Baseline: not null, Policy: not null })
                                .Select(pair => pair.Policy!.Against(pair.Baseline!, column))
                        )
                    ),
                own.Sum(side => side.Errored(column)),
                papers.Contains(column.Suite) ? PaperTables.Find(recipe.Name, column) : null
            );
        }

        static RecipeDifference? Difference(SeedOutcomes? outcomes)
        {
            if (outcomes is null)
            {
                return null;
            }
            var p = outcomes.Mean.McNemar();
            return new(
                RecipeMean.OfDifferences(outcomes.Mean, outcomes.Seeds),
                outcomes.All.Count(outcome => outcome.Value > 0),
                outcomes.All.Count(outcome => outcome.Value < 0),
                p,
                p
            );
        }

        // Cells are looked at because they are there; the one in distribution and the means are what was asked.
        ImmutableArray<RecipeCell> AdjustedByCells(ImmutableArray<RecipeCell> cells)
        {
            var result = cells.ToBuilder();
            foreach (
                var suite in columns
                    .Index()
                    .Where(column => !column.Item.IsMean && !column.Item.IsInDistribution && cells[column.Index].Difference is not null)
                    .GroupBy(column => column.Item.Suite, column => column.Index)
            )
            {
                var adjusted = MultipleTests.BenjaminiHochberg([.. suite.Select(i => cells[i].Difference!.P)]);
                foreach (var (rank, i) in suite.Index())
                {
                    result[i] = cells[i] with { Difference = cells[i].Difference! with { AdjustedP = adjusted[rank] } };
                }
            }
            return result.ToImmutable();
        }
    }

    private static void RequireOneOfEach(ImmutableArray<RecipeSide> sides)
    {
        foreach (var same in sides.GroupBy(side => (Suite: side.Suite.Name, Policy: side.Policy.Name)).Where(same => same.Count() > 1))
        {
            throw new RunException(
                RunFault.Refused,
                $"'{same.Key.Policy}' was run on the suite {same.Key.Suite} in {string.Join(" and in ", same.Select(side => side.Path))}; "
                    + "leave one out, or put shards of a run together with merge"
            );
        }
        foreach (var same in sides.GroupBy(side => side.Policy.Name))
        {
            var one = same.First();
            if (same.FirstOrDefault(side => side.Policy.Acts != one.Policy.Acts) is { } other)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"'{one.Policy.Name}' is not the same policy in {one.Path} ({one.Policy.Acts}) and in {other.Path} "
                        + $"({other.Policy.Acts}); leave one out"
                );
            }
        }
    }

    private static void RequireComparable(ImmutableArray<RecipeSide> sides)
    {
        foreach (var suite in sides.GroupBy(side => side.Suite.Name).Select(suite => suite.ToList()))
        {
            // Each with each: a blind policy can be compared with two that cannot be with each other.
            foreach (var (i, one) in suite.Index())
            {
                foreach (var other in suite.Skip(i + 1))
                {
                    Comparison.RequireComparable(one.Side, other.Side);
                }
            }
            foreach (var episode in suite.SelectMany(side => side.Trials).GroupBy(trial => trial.EpisodeId))
            {
                var one = episode.First();
                foreach (var other in episode.Skip(1))
                {
                    Comparison.RequireSameEpisode(one, other, byOwnRule: true);
                }
            }
        }
    }
}
