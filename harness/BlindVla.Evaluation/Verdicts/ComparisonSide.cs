using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>One side of a comparison: a policy of a run, or several checkpoints of one recipe.</summary>
/// <param name="Run">Where it was run.</param>
/// <param name="Policy">What acted; the first of several.</param>
public sealed record ComparisonSide(RecordedRun Run, PolicyIdentity Policy)
{
    public string Name { get; private init; } = Policy.Name;

    /// <summary>All that acted: more than one where the side is a recipe that was trained with several seeds.</summary>
    public ImmutableArray<PolicyIdentity> Checkpoints { get; private init; } = [Policy];

    /// <summary>Whether it is a way of training, of which it has every seed's checkpoint.</summary>
    internal bool IsRecipe => Name != Policy.Name;

    /// <summary>That a gate could end its run, as people are told; nothing where none could.</summary>
    public IEnumerable<string> Stopped =>
        Run.Record.IsLookedAt
            ?
            [
                $"{Run.Path} was run until a gate could say: how many trials it has depends on how they ended, so that intervals and p, "
                    + "which hold for a sample of fixed size, only describe; gate judges it as it was run",
            ]
            : [];

    /// <summary>That all its trials are scored by; null where they differ in it.</summary>
    public SuccessRule? SuccessRule => Summary.RuleOf(Trials, Run.Record.Identity.SuccessRule);

    /// <summary>That its run was interrupted, as people are told; nothing where it was not.</summary>
    public IEnumerable<string> Unfinished =>
        Run.Record.Status is RunStatus.Running or RunStatus.Partial && !Run.Record.IsLookedAt
            ?
            [
                $"{Run.Path} is not finished: {Run.Trials.Count} of {Run.Record.Trials.Planned} trials are there; "
                    + (
                        Run.Record.Identity.Imported is { } imported
                            ? $"run the others with {imported.Harness}, and import all"
                            : "eval --resume finishes it"
                    ),
            ]
            : [];

    /// <summary>Checkpoints of a recipe that are one and the same, as people are told; null where each is another one.</summary>
    internal string? Copies =>
        Checkpoints.Where(policy => policy.Checkpoint.Length > 0).GroupBy(policy => policy.Acts).FirstOrDefault(same => same.Count() > 1)
            is { } copies
            ? $"{string.Join(" and ", copies.Select(policy => policy.Name))} of {Run.Path} are one checkpoint, "
                + $"{copies.First().Checkpoint}: copies are no training seeds, and say nothing of how far those differ; name one of them"
            : null;

    /// <summary>That too many of its trials were never begun, as people are told; null where it was finished but for a few.</summary>
    internal string? LacksTooMany(GateRules rules)
    {
        var planned = Run.Record.Trials.Planned / Run.Record.Identity.Policies.Length * Checkpoints.Length;
        var lacking = planned - Trials.Count();
        // Of a gate about some episodes only, nobody knows here how many it has.
        return Unfinished.Any() && rules.Only is null && lacking > rules.MaxErrored * planned
            ? $"{Name}: {lacking} of {planned} trials are missing, at most {100 * rules.MaxErrored:0.#} % may be: which ones are there may "
                + "have to do with how they end"
            : null;
    }

    /// <summary>Whether its trials say if they succeeded by a rule; those of an imported run may know only one, or none.</summary>
    public bool Says(SuccessRule? rule) => Trials.All(trial => trial.Says(rule));

    /// <summary>Only so many episodes of each cell are looked at.</summary>
    internal int EpisodesPerCell { get; init; } = int.MaxValue;

    /// <summary>Only episodes whose id matches are looked at; null for all.</summary>
    internal string? Only { get; init; }

    internal IEnumerable<TrialRecord> Trials => Checkpoints.SelectMany(TrialsOf);

    /// <summary>Every checkpoint of a recipe.</summary>
    /// <param name="name">Of the recipe: <c>align</c>, whose checkpoints are <c>align-0</c>, <c>align-1</c> and so on.</param>
    /// <returns>Null where the run has no such checkpoint.</returns>
    public static ComparisonSide? OfRecipe(RecordedRun run, string name) =>
        run.Record.Identity.Policies.Where(policy => Recipe.Parts(policy.Name)?.Recipe == name).ToList() is [var first, ..] all
            ? new(run, first) { Name = $"{name}-*", Checkpoints = [.. all] }
            : null;

    /// <summary>Only what a gate is about.</summary>
    internal ComparisonSide For(GateRules rules) => this with { Only = rules.Only };

    internal IEnumerable<TrialRecord> TrialsOf(PolicyIdentity checkpoint) =>
        Run.Trials.Where(trial =>
            trial.Policy == checkpoint.Name
            && trial.Index < EpisodesPerCell
            && (Only is null || new EpisodeGlob(Only).IsMatch(trial.EpisodeId))
        );
}
