using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A column of a table of recipes: a cell of a suite, or the mean over several.</summary>
/// <param name="Suite">Name of the suite.</param>
/// <param name="Group">What the column is listed under.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Cells">As <see cref="CellOf"/> names them.</param>
/// <param name="IsInDistribution">Its cells have no perturbation and a trained task.</param>
public sealed record RecipeColumn(string Suite, string Group, string Title, ImmutableArray<string> Cells, bool IsInDistribution = false)
{
    /// <summary>A mean over several cells.</summary>
    public bool IsMean => Cells.Length > 1;

    /// <summary>Name of a cell that does not depend on what else was run: its task and its axis at its level.</summary>
    public static string CellOf(Condition condition) => $"{condition.Task}/{condition.AxisAtLevel}";

    /// <summary>Where several columns have one title, those of a cell say the task too, and where that is not enough all say their
    /// suite.</summary>
    internal static ImmutableArray<RecipeColumn> ToldApart(ImmutableArray<RecipeColumn> columns)
    {
        var byCell = Renamed(columns, column => column.IsMean ? column.Title : column.Cells[0]);
        return Renamed(byCell, column => $"{column.Suite}: {column.Title}");

        static ImmutableArray<RecipeColumn> Renamed(ImmutableArray<RecipeColumn> columns, Func<RecipeColumn, string> title)
        {
            var several = columns.CountBy(column => column.Title).Where(count => count.Value > 1).Select(count => count.Key).ToHashSet();
            return [.. columns.Select(column => several.Contains(column.Title) ? column with { Title = title(column) } : column)];
        }
    }

    /// <summary>The columns of a suite of which nothing is published: its cells in the order of every other table, with the mean over
    /// those of a group that are out of distribution, and over all that are.</summary>
    internal static IEnumerable<RecipeColumn> Of(string suite, IEnumerable<Condition> conditions)
    {
        var all = conditions.Distinct().ToList();
        var set = new ConditionSet(all);
        var named = all.Select(condition => (Condition: condition, Scope: set.Of(condition)[^1])).ToDictionary(pair => pair.Scope);
        var cells = Scope
            .InOrder(named.Keys)
            .Select(scope => named[scope].Condition)
            .GroupBy(condition => Condition.HeadingOf(set.Of(condition)[^1].Name));
        foreach (var group in cells)
        {
            var heading = $"{suite}: {group.Key}";
            foreach (var condition in group)
            {
                yield return new(suite, heading, condition.AxisAtLevel, [CellOf(condition)], condition.Split == Split.InDistribution);
            }
            if (Perturbed(group) is { Length: > 1 } several)
            {
                yield return new(suite, heading, $"{group.Key} mean", several);
            }
        }
        if (cells.Count(group => Perturbed(group).Length > 0) > 1)
        {
            yield return new(suite, $"{suite}: out of distribution", "ood mean", Perturbed(all));
        }

        static ImmutableArray<string> Perturbed(IEnumerable<Condition> conditions) =>
            [.. conditions.Where(condition => condition.Split == Split.OutOfDistribution).Select(CellOf)];
    }
}
