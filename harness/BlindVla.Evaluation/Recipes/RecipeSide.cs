using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>One policy on one suite: its outcomes, in the cells of a column.</summary>
internal sealed class RecipeSide(ComparisonSide side)
{
    private readonly Dictionary<string, TrialRecord> _finished = side
        .Trials.Where(trial => trial.Outcome != Outcome.Errored)
        .ToDictionary(trial => trial.EpisodeId);

    private readonly ILookup<string, TrialRecord> _byCell = side.Trials.ToLookup(trial => RecipeColumn.CellOf(trial.Condition));

    public ComparisonSide Side => side;

    public PolicyIdentity Policy => side.Policy;

    public SuiteIdentity Suite => side.Run.Record.Identity.Suite;

    public string Path => side.Run.Path;

    public IEnumerable<TrialRecord> Trials => side.Trials;

    public int Errored(RecipeColumn column) =>
        column.Cells.SelectMany(cell => _byCell[cell]).Count(trial => trial.Outcome == Outcome.Errored);

    /// <summary>Whether its trials succeeded.</summary>
    public ImmutableArray<SceneOutcome> Successes(RecipeColumn column) => Outcomes(column, trial => trial.Succeeded() ? 1 : 0);

    /// <summary>Its perturbed trials against their control twins.</summary>
    public ImmutableArray<SceneOutcome> Effects(RecipeColumn column) =>
        Outcomes(column, trial =>
            trial.ControlId is { } control && _finished.TryGetValue(control, out var twin)
                ? Sign(trial.Succeeded(), twin.Succeeded())
                : null
        );

    /// <summary>Its trials against those of another policy.</summary>
    public ImmutableArray<SceneOutcome> Against(RecipeSide baseline, RecipeColumn column) =>
        Outcomes(column, trial =>
            baseline._finished.TryGetValue(trial.EpisodeId, out var other) ? Sign(trial.Succeeded(), other.Succeeded()) : null
        );

    /// <summary>Its trials of which another policy has no finished one.</summary>
    public int Without(RecipeSide other) => _finished.Keys.Count(episode => !other._finished.ContainsKey(episode));

    private static int Sign(bool own, bool other) => (own ? 1 : 0) - (other ? 1 : 0);

    private ImmutableArray<SceneOutcome> Outcomes(RecipeColumn column, Func<TrialRecord, int?> value) =>
        [
            .. column
                .Cells.SelectMany(cell => _byCell[cell])
                .Where(trial => trial.Outcome != Outcome.Errored)
                .Select(trial => (Trial: trial, Value: value(trial)))
                .Where(pair => pair.Value is not null)
                .Select(pair => SceneOutcome.Of(Policy.Name, pair.Trial.Condition, pair.Trial.SceneKey, pair.Value!.Value)),
        ];
}
