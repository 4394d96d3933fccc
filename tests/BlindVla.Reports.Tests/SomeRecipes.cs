using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

/// <summary>Tables of recipes whose ledger is written by hand: of a policy in a cell one character for each episode.</summary>
internal static class SomeRecipes
{
    /// <param name="isPapers">Whether the suite's cells are the paper's.</param>
    /// <param name="rows">Policy, cell (task/axis@level), outcomes: + success, - failure, ! errored.</param>
    public static RecipeTable Table(
        string folder,
        string suite,
        bool isPapers,
        params IReadOnlyList<(string Policy, string Cell, string Outcomes)> rows
    ) => RecipeTable.Of([Run(folder, suite, rows)], _ => isPapers);

    public static RecordedRun Run(string folder, string suite, params IReadOnlyList<(string Policy, string Cell, string Outcomes)> rows) =>
        SomeRun.Write(
            folder,
            [.. rows.Select(row => row.Policy).Distinct()],
            [
                .. rows.SelectMany(row =>
                    row.Outcomes.Index()
                        .Select(outcome =>
                        {
                            var episode = Episode(suite, row.Cell, outcome.Index);
                            return outcome.Item switch
                            {
                                '+' => SomeRun.Succeeded(episode, row.Policy),
                                '-' => SomeRun.Failed(episode, row.Policy),
                                _ => SomeRun.Errored(episode, row.Policy),
                            };
                        })
                ),
            ],
            suite: suite
        );

    private static EpisodeSpec Episode(string suite, string cell, int index)
    {
        var task = cell.Split('/')[0];
        var (axis, level) = cell[(task.Length + 1)..].Split('@') is [var name, var strength]
            ? (name, double.Parse(strength))
            : (cell[(task.Length + 1)..], (double?)null);
        var episode = axis == "id" ? SomeRun.Control(index) : SomeRun.Perturbed(index, axis, level);
        return episode with
        {
            Id = $"{suite}/{cell}/{index:d4}",
            Suite = suite,
            Task = task,
            ControlId = axis == "id" ? null : $"{suite}/{task}/id/{index:d4}",
        };
    }
}
