using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>A checkpoint of the baseline and one of the candidate whose trials are paired.</summary>
/// <param name="Seed">Training seed of the pair; empty where each side is one policy.</param>
internal sealed record CheckpointPair(PolicyIdentity Baseline, PolicyIdentity Candidate, string Seed)
{
    /// <summary>By training seed; a side that is one policy stands against every checkpoint of the other.</summary>
    /// <exception cref="RunException">Both sides are several checkpoints, of different training seeds.</exception>
    public static ImmutableArray<CheckpointPair> Of(ComparisonSide baseline, ComparisonSide candidate) =>
        (baseline.Checkpoints, candidate.Checkpoints) switch
        {
            // Recipes of one seed each are still recipes: a difference between seeds would pass for one between them.
            ([_], [_]) when baseline.IsRecipe && candidate.IsRecipe => Of(
                baseline.Name,
                BySeed(baseline),
                candidate.Name,
                BySeed(candidate)
            ),
            ([var one], [var other]) => [new(one, other, "")],
            ([var one], _) => [.. BySeed(candidate).Select(other => new CheckpointPair(one, other.Value, $"{other.Key}"))],
            (_, [var other]) => [.. BySeed(baseline).Select(one => new CheckpointPair(one.Value, other, $"{one.Key}"))],
            _ => Of(baseline.Name, BySeed(baseline), candidate.Name, BySeed(candidate)),
        };

    private static ImmutableArray<CheckpointPair> Of(
        string baseline,
        SortedDictionary<int, PolicyIdentity> left,
        string candidate,
        SortedDictionary<int, PolicyIdentity> right
    ) =>
        left.Keys.SequenceEqual(right.Keys)
            ? [.. left.Select(one => new CheckpointPair(one.Value, right[one.Key], $"{one.Key}"))]
            : throw new RunException(
                RunFault.Refused,
                $"{baseline} has the training seeds {string.Join(", ", left.Keys)}, {candidate} "
                    + $"{string.Join(", ", right.Keys)}: checkpoints are paired by their seed, and "
                    + string.Join(
                        " and ",
                        Lacking(baseline, right.Keys.Except(left.Keys)).Concat(Lacking(candidate, left.Keys.Except(right.Keys)))
                    )
                    + "; run what is lacking, or compare single checkpoints by their names"
            );

    private static IEnumerable<string> Lacking(string side, IEnumerable<int> seeds) =>
        seeds.ToList() is [_, ..] lacking ? [$"{side} lacks {string.Join(", ", lacking)}"] : [];

    private static SortedDictionary<int, PolicyIdentity> BySeed(ComparisonSide side) =>
        new(side.Checkpoints.ToDictionary(policy => Recipe.Parts(policy.Name)!.Value.Seed));
}
